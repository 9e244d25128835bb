import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsOf } from './credentials.ts';

const nothing = { token: undefined, hashedPassword: '', passwordRequired: false };
const hashedPassword = 'sha1:0e112c3ddfce:a68df677475c2b47b6e86d0467eec97ac5f4b85a';

test('without configuration a token of 48 hex digits is made, another each time', () => {
  const { token, generated } = credentialsOf(nothing);
  assert.match(token ?? '', /^[0-9a-f]{48}$/);
  assert.equal(generated, true);
  assert.notEqual(token, credentialsOf(nothing).token);
});

test('with a password and no token there is no token', () => {
  assert.equal(credentialsOf({ ...nothing, hashedPassword }).token, undefined);
});

test('an empty token means none, with a password and without', () => {
  assert.deepEqual(credentialsOf({ ...nothing, token: '' }), {
    token: undefined,
    generated: false,
    password: undefined,
  });
  assert.equal(credentialsOf({ ...nothing, token: '', hashedPassword }).password?.text, hashedPassword);
});

test('bad input is told in words that do not repeat the secret', () => {
  const problem = (options: object): string => {
    try {
      credentialsOf({ ...nothing, ...options });
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  assert.match(problem({ token: 'Xq7' }), /too short: 3 characters, at least 8/);
  assert.ok(!problem({ token: 'Xq7' }).includes('Xq7'));
  assert.match(problem({ token: 'with a space' }), /visible ASCII/);
  assert.match(problem({ token: 'line\nbreak' }), /visible ASCII/);
  assert.match(problem({ passwordRequired: true }), /password is required/);
  assert.equal(problem({ token: '12345678' }), 'accepted');
});
