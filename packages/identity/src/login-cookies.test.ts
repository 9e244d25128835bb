import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { anonymousUser } from './anonymous-user.ts';
import { LoginCookies, type Session } from './login-cookies.ts';

const key = randomBytes(32);
const options = { path: '/base/', name: undefined, sameSite: 'Lax', secure: undefined } as const;
const cookies = new LoginCookies(key, options);
const asking = (cookie?: string, host = '127.0.0.1:8888') => ({ host, secure: false, headers: { cookie } });
const session = (): Session => ({ id: 'x', issued: Date.now(), user: anonymousUser() });
const pair = (setCookie: string): string => setCookie.split(';')[0] ?? '';

test('what was written is read back', () => {
  const written = session();
  const cookie = pair(cookies.write(asking(), written));
  assert.deepEqual(cookies.read(asking(`a=b; ${cookie}; c=d`)), written);
});

test('the name follows the Host header, and the flags the request', () => {
  const cookie = cookies.write(asking(), session());
  assert.match(
    cookie,
    /^username-127-0-0-1-8888=[\w-]+\.[\w-]{43}; Expires=[^;]+ GMT; Path=\/base\/; HttpOnly; SameSite=Lax$/,
  );
  assert.match(cookies.write({ ...asking(), secure: true }, session()), /; Secure$/);
  const framed = new LoginCookies(key, { ...options, sameSite: 'None', name: 'mine' });
  assert.match(framed.write(asking(), session()), /^mine=.*; SameSite=None; Secure$/);
});

test('the longest user that may be set fits into what browsers accept', () => {
  const long = '🌋'.repeat(100);
  const user = {
    ...anonymousUser(),
    name: long,
    display_name: long,
    initials: '🌋'.repeat(10),
    avatar_url: 'x'.repeat(1000),
    color: 'x'.repeat(50),
  };
  assert.ok(pair(cookies.write(asking(), { ...session(), user })).length < 4096);
});

test('nothing changed, foreign or too old is read', () => {
  const cookie = pair(cookies.write(asking(), session()));
  const [name = '', value = ''] = cookie.split('=');
  const [content = '', signature = ''] = value.split('.');
  const admin = Buffer.from(JSON.stringify({ ...session(), id: 'y' })).toString('base64url');
  const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
  for (const bad of [
    '',
    '.',
    content,
    `${content}.`,
    `${content}.${flipped}`,
    `${admin}.${signature}`,
    `${value}.`.slice(1),
    '%',
    '{}',
  ])
    assert.equal(cookies.read(asking(`${name}=${bad}`)), undefined, bad);
  assert.equal(new LoginCookies(randomBytes(32), options).read(asking(cookie)), undefined);
  const elsewhere = cookie.replace('8888', '8889');
  assert.equal(cookies.read(asking(elsewhere, '127.0.0.1:8889')), undefined);
  const old = { ...session(), issued: Date.now() - 31 * 24 * 3600 * 1000 };
  assert.equal(cookies.read(asking(pair(cookies.write(asking(), old)))), undefined);
});

test('of several cookies of that name the good one counts', () => {
  const written = session();
  const good = pair(cookies.write(asking(), written));
  assert.deepEqual(cookies.read(asking(`username-127-0-0-1-8888=stale.stale; ${good}`)), written);
});

test('it is cleared where it was set and where older servers set it', () => {
  const cleared = cookies.clear(asking());
  assert.deepEqual(
    cleared.map(
      (one) => /^username-127-0-0-1-8888=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=([^;]+);/.exec(one)?.[1],
    ),
    ['/base/', '/'],
  );
});
