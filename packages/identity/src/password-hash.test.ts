import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword } from './hash-password.ts';
import { PasswordHash } from './password-hash.ts';

// Printed by jupyter_server.auth.passwd('correct horse') with argon2, and with algorithm='sha256'.
const fromReference = [
  'argon2:$argon2id$v=19$m=10240,t=10,p=8$jivqoyPgwNSZWQWumtYdcg$wF9Utcgrh/jJx2TMLAyVtTesQfXBDEDddarYYmrqsgQ',
  'sha256:62e0973ac51b:1a809ca39a2e18e9ed9f37b750dc3e82a215702bc6268860b6a7f0ca61db993f',
  'blake2b:06063042a0dc:1fd1ac5bf7e55c24bbd5a5f74ec1a70d30d9347d238b8476892a225bdee76ad5b95161615a73a6e66d4cec22e5be9a8e57458bd0d69fe094e78ae7223a0e2c44',
  'sha3_256:81e5c944f68e:2254b3fbb5017ef145f8ee1fe1cd2ff6009de38fe3819736e7a0fa5036e04374',
];

for (const text of fromReference)
  test(`a password hashed by jupyter_server is known (${text.slice(0, 20)})`, async () => {
    const hash = PasswordHash.parse(text);
    assert.equal(await hash.verify('correct horse'), true);
    assert.equal(await hash.verify('correct horsf'), false);
    assert.equal(await hash.verify(''), false);
  });

test("the reference's documented example still fits", async () => {
  const hash = PasswordHash.parse('sha1:0e112c3ddfce:a68df677475c2b47b6e86d0467eec97ac5f4b85a');
  assert.equal(await hash.verify('mypassword'), true);
});

test('a hash made here fits its password and differs each time', async () => {
  const [one, two] = await Promise.all([hashPassword('пароль 🔑'), hashPassword('пароль 🔑')]);
  assert.notEqual(one, two);
  assert.match(one, /^argon2:\$argon2id\$v=19\$m=10240,t=10,p=8\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await PasswordHash.parse(one).verify('пароль 🔑'), true);
  assert.equal(await PasswordHash.parse(one).verify('пароль'), false);
});

for (const text of [
  'plain password',
  'argon2:$nothing-known',
  'argon2:$argon2id$v=16$m=10240,t=10,p=8$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA',
  'sha256:salt',
  'sha256:salt:not-hex',
  'nothing42:salt:00ff',
])
  test(`a hash that is not understood stops the start without being shown: ${text.slice(0, 12)}`, () => {
    assert.throws(
      () => PasswordHash.parse(text),
      (error: Error) => error.message.includes('hashedPassword') && !error.message.includes(text),
    );
  });
