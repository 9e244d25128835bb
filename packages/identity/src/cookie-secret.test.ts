import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Log } from '@himalia/core';
import { cookieSecret } from './cookie-secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-secret-'));
after(() => rmSync(folder, { recursive: true }));

function recorder(): { log: Log; warnings: string[] } {
  const warnings: string[] = [];
  const none = (): void => undefined;
  const log: Log = {
    debug: none,
    info: none,
    error: none,
    warn: (message) => void warnings.push(message),
    child: () => log,
  };
  return { log, warnings };
}

test('a secret is made once, for its owner only, and found again', () => {
  const file = join(folder, 'one');
  const { log, warnings } = recorder();
  const secret = cookieSecret(file, log);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(secret.toString(), /^[A-Za-z0-9+/]{43}=\n$/);
  assert.deepEqual(cookieSecret(file, log), secret);
  assert.deepEqual(readdirSync(folder), ['one']);
  assert.deepEqual(warnings, []);
});

test('a secret that others could read is closed', () => {
  const file = join(folder, 'open');
  writeFileSync(file, 'x'.repeat(44));
  chmodSync(file, 0o644);
  const { log, warnings } = recorder();
  assert.equal(cookieSecret(file, log).toString(), 'x'.repeat(44));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(warnings.length, 1);
});

test('where none can be kept the server starts with one of its own, and says so', () => {
  const { log, warnings } = recorder();
  assert.ok(cookieSecret(join(folder, 'missing', 'secret'), log).length >= 32);
  writeFileSync(join(folder, 'short'), 'short');
  assert.notEqual(cookieSecret(join(folder, 'short'), log).toString(), 'short');
  assert.equal(readFileSync(join(folder, 'short'), 'utf8'), 'short');
  assert.equal(warnings.length, 2);
});
