import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock, test } from 'node:test';
import type { RequestInfo } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import { type CredentialOptions, credentialsOf } from './credentials.ts';
import { EndedSessions } from './ended-sessions.ts';
import { GuessLimit } from './guess-limit.ts';
import { TokenIdentity } from './token-identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-identity-'));
after(() => rmSync(folder, { recursive: true }));
const none = (): void => undefined;
const log: Log = { debug: none, info: none, warn: none, error: none, child: () => log };
const secret = Buffer.from('the same secret, kept between two runs of a server');

/** A server's identity, as after a restart: the files are the same. */
function start(options: Partial<CredentialOptions>) {
  const given = { token: undefined, hashedPassword: '', passwordRequired: false, ...options };
  return new TokenIdentity({
    credentials: credentialsOf(given),
    secret,
    cookies: { path: '/', name: undefined, sameSite: 'Lax', secure: undefined },
    ended: new EndedSessions({ file: join(folder, 'ended'), log }),
    guesses: new GuessLimit({ guesses: 10, window: 1000, addresses: 10 }),
    authorizer: undefined,
  });
}

function request(cookie?: string, token?: string): RequestInfo {
  return {
    method: 'GET',
    url: '/lab',
    headers: { cookie, authorization: token === undefined ? undefined : `token ${token}` },
    host: 'localhost:8888',
    secure: false,
    remoteAddress: '127.0.0.1',
    signal: new AbortController().signal,
  };
}
const pair = (setCookie: string): string => setCookie.split(';')[0] ?? '';
const knows = async (identity: TokenIdentity, cookie: string): Promise<boolean> =>
  (await identity.authenticate(request(cookie))) !== undefined;

test('a session outlives a restart with another generated token', async () => {
  const cookie = pair(start({}).begin(request()));
  assert.equal(await knows(start({}), cookie), true);
});

test('a session that ended stays ended after a restart', async () => {
  const before = start({});
  const [ended, other] = [pair(before.begin(request())), pair(before.begin(request()))];
  before.end(request(ended));
  for (const identity of [before, start({})])
    assert.deepEqual([await knows(identity, ended), await knows(identity, other)], [false, true]);
});

test('another configured token, or another password, ends the sessions', async () => {
  const [one, two] = [
    'sha1:0e112c3ddfce:a68df677475c2b47b6e86d0467eec97ac5f4b85a',
    'sha1:0e112c3ddfce:b68df677475c2b47b6e86d0467eec97ac5f4b85a',
  ];
  const byToken = pair(start({ token: 'a-leaked-token' }).begin(request()));
  assert.equal(await knows(start({ token: 'a-leaked-token' }), byToken), true);
  assert.equal(await knows(start({ token: 'another-token' }), byToken), false);
  assert.equal(await knows(start({}), byToken), false);
  const byPassword = pair(start({ hashedPassword: one }).begin(request()));
  assert.equal(await knows(start({ hashedPassword: one }), byPassword), true);
  assert.equal(await knows(start({ hashedPassword: two }), byPassword), false);
});

test('a cookie is set anew when it is used after a day, and runs out after 30', async () => {
  const now = Date.now();
  mock.timers.enable({ apis: ['Date'], now });
  after(() => mock.timers.reset());
  const identity = start({});
  const first = pair(identity.begin(request()));
  const user = (await identity.authenticate(request(first)))?.user;
  assert.equal((await identity.authenticate(request(first)))?.cookies, undefined);
  mock.timers.setTime(now + 25 * 3600 * 1000);
  const later = await identity.authenticate(request(first));
  const renewed = pair(later?.cookies?.[0] ?? '');
  assert.deepEqual(later?.user, user);
  mock.timers.setTime(now + 30.5 * 24 * 3600 * 1000);
  assert.equal(await knows(identity, first), false);
  assert.deepEqual((await identity.authenticate(request(renewed)))?.user, user);
  identity.end(request(renewed));
  assert.equal(await knows(identity, renewed), false);
});

test('how a user was recognised is told: by token before cookie, and only anonymous where nothing is asked', async () => {
  const identity = start({ token: 'the-right-token' });
  const cookie = pair(identity.begin(request()));
  const via = async (asked: RequestInfo, by = identity) => (await by.authenticate(asked))?.via;
  assert.equal(await via(request(cookie)), 'cookie');
  assert.equal(await via(request(cookie, 'the-right-token')), 'token');
  assert.equal(await via(request(cookie, 'a-wrong-token')), 'cookie');
  assert.equal(await via(request(undefined, 'a-wrong-token')), undefined);
  const open = start({ token: '' });
  assert.equal(await via(request(), open), 'anonymous');
  assert.equal(await via(request(pair(open.begin(request()))), open), 'anonymous');
  assert.equal(open.loginPath, undefined);
});
