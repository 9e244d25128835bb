import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Log } from '@himalia/core';
import { anonymousUser } from './anonymous-user.ts';
import { EndedSessions } from './ended-sessions.ts';
import { cookieLifetime } from './login-cookies.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-ended-'));
after(() => rmSync(folder, { recursive: true }));
const none = (): void => undefined;
const log: Log = { debug: none, info: none, warn: none, error: none, child: () => log };
const session = (id: string, issued: number) => ({ id, issued, user: anonymousUser() });

test('an ended session stays ended after a restart, as long as its cookie could be good', () => {
  const file = join(folder, 'kept');
  const clock = { now: 5_000 };
  const open = () => new EndedSessions({ file, log, now: () => clock.now });
  const first = open();
  first.add(session('a', 4_000));
  assert.equal(first.has(session('a', 4_500)), true);
  assert.equal(first.has(session('b', 4_000)), false);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(open().has(session('a', 4_000)), true);
  clock.now += cookieLifetime + 1;
  assert.equal(open().has(session('a', 4_000)), false);
});

test('too many are bounded: the oldest go, and whatever was issued before them is refused', () => {
  const clock = { now: 0 };
  const ended = new EndedSessions({ file: join(folder, 'many'), log, most: 10, now: () => clock.now });
  for (let index = 1; index <= 25; index += 1) {
    clock.now = index * 1000;
    ended.add(session(`s${index}`, clock.now - 500));
  }
  for (let index = 1; index <= 25; index += 1) assert.equal(ended.has(session(`s${index}`, index * 1000 - 500)), true);
  assert.equal(ended.has(session('other', 15_500)), false);
});

test('a file of expired lines shrinks at the next start', () => {
  const file = join(folder, 'long');
  const clock = { now: 1 };
  const ended = new EndedSessions({ file, log, now: () => clock.now });
  for (let index = 0; index < 1500; index += 1) ended.add(session(`s${index}`, 1));
  clock.now += cookieLifetime + 1;
  new EndedSessions({ file, log, now: () => clock.now });
  assert.equal(readFileSync(file, 'utf8'), '');
});
