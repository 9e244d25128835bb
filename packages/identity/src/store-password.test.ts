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
import { storePassword } from './store-password.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-password-'));
after(() => rmSync(folder, { recursive: true }));
const name = 'jupyter_server_config.json';

function config(folderName: string, content: unknown): string {
  const path = join(folder, folderName);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const hashIn = (folderName: string): unknown =>
  JSON.parse(readFileSync(join(folder, folderName, name), 'utf8')).IdentityProvider.hashed_password;

test('what is stored is for its owner only, and beside what was there', async () => {
  const path = config('kept', { ServerApp: { port: 1 }, IdentityProvider: { token: 't' } });
  await storePassword(path, 'argon2:one');
  await storePassword(path, 'argon2:two');
  assert.deepEqual(JSON.parse(readFileSync(join(path, name), 'utf8')), {
    ServerApp: { port: 1 },
    IdentityProvider: { token: 't', hashed_password: 'argon2:two' },
  });
  assert.equal(statSync(join(path, name)).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(path), [name]);
});

test('a folder that is missing is made, and a link is followed', async () => {
  await storePassword(join(folder, 'new/deep'), 'argon2:x');
  assert.equal(hashIn('new/deep'), 'argon2:x');
  mkdirSync(join(folder, 'linked'));
  symlinkSync(join(folder, 'new/deep', name), join(folder, 'linked', name));
  await storePassword(join(folder, 'linked'), 'argon2:y');
  assert.equal(hashIn('new/deep'), 'argon2:y');
});

test('a configuration that cannot be read is never overwritten', async () => {
  const broken = config('broken', '{"ServerApp": ');
  await assert.rejects(storePassword(broken, 'argon2:x'));
  assert.equal(readFileSync(join(broken, name), 'utf8'), '{"ServerApp": ');
});
