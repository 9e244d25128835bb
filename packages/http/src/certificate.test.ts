import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readCertificate } from './certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-certificate-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function make(name: string): boolean {
  const where = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`), '-subj', '/CN=localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  return spawnSync('openssl', ['req', '-x509', ...kind, ...where]).status === 0;
}
const options = { skip: !(make('one') && make('other')) && 'openssl is not installed' };

test('a certificate and its key, in two files or in one', options, () => {
  assert.equal(readCertificate('', ''), undefined);
  assert.deepEqual(readCertificate(at('one.pem'), at('one.key'))?.cert, readFileSync(at('one.pem')));
  writeFileSync(at('both.pem'), Buffer.concat([readFileSync(at('one.pem')), readFileSync(at('one.key'))]));
  assert.ok(readCertificate(at('both.pem'), ''));
});

test('what cannot be used is said in words', options, () => {
  writeFileSync(at('text'), 'text');
  for (const [cert, key, message] of [
    ['none', 'one.key', /^certfile \S+none cannot be read: there is no such file$/],
    ['one.pem', 'none', /^keyfile \S+none cannot be read: there is no such file$/],
    ['text', 'one.key', /^certfile \S+text holds no certificate/],
    ['one.pem', 'text', /^keyfile \S+text holds no key/],
    ['one.pem', 'other.key', /^keyfile \S+other\.key is not the key of the certificate in \S+one\.pem$/],
  ] as const)
    assert.throws(() => readCertificate(at(cert), at(key)), { message });
  assert.throws(() => readCertificate('', at('one.key')), /there is no certfile/);
  assert.throws(() => readCertificate(at('one.pem'), ''), /keyfile may name another file/);
});
