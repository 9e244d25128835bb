import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Log } from '@himalia/core';
import { storedPassword, storePassword } from './stored-password.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-password-'));
after(() => rmSync(folder, { recursive: true }));
const warnings: string[] = [];
const none = (): void => undefined;
const log: Log = {
  debug: none,
  info: none,
  error: none,
  warn: (message) => void warnings.push(message),
  child: () => log,
};
const name = 'jupyter_server_config.json';

function config(folderName: string, content: unknown): string {
  const path = join(folder, folderName);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('what is stored is found, for its owner only, and beside what was there', async () => {
  const path = config('kept', { ServerApp: { port: 1 }, IdentityProvider: { token: 't' } });
  await storePassword(path, 'argon2:one');
  await storePassword(path, 'argon2:two');
  assert.equal(storedPassword([join(folder, 'missing'), path], log), 'argon2:two');
  assert.deepEqual(JSON.parse(readFileSync(join(path, name), 'utf8')), {
    ServerApp: { port: 1 },
    IdentityProvider: { token: 't', hashed_password: 'argon2:two' },
  });
  assert.equal(statSync(join(path, name)).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(path), [name]);
});

test('a folder that is missing is made, and a link is followed', async () => {
  await storePassword(join(folder, 'new/deep'), 'argon2:x');
  assert.equal(storedPassword([join(folder, 'new/deep')], log), 'argon2:x');
  mkdirSync(join(folder, 'linked'));
  symlinkSync(join(folder, 'new/deep', name), join(folder, 'linked', name));
  await storePassword(join(folder, 'linked'), 'argon2:y');
  assert.equal(storedPassword([join(folder, 'new/deep')], log), 'argon2:y');
});

test('the first folder of the path wins, and all places are known that Jupyter wrote to', () => {
  const one = config('one', { ServerApp: { password: 'sha1:a:b' } });
  const two = config('two', { PasswordIdentityProvider: { hashed_password: 'sha1:c:d' } });
  assert.equal(storedPassword([one, two], log), 'sha1:a:b');
  assert.equal(storedPassword([two, one], log), 'sha1:c:d');
  assert.equal(storedPassword([config('none', { ServerApp: { password: '' }, IdentityProvider: [] })], log), undefined);
});

test('a configuration that cannot be read is named, and never overwritten', async () => {
  const broken = config('broken', '{"ServerApp": ');
  warnings.length = 0;
  assert.equal(storedPassword([broken], log), undefined);
  assert.equal(warnings.length, 1);
  await assert.rejects(storePassword(broken, 'argon2:x'));
  assert.equal(readFileSync(join(broken, name), 'utf8'), '{"ServerApp": ');
});
