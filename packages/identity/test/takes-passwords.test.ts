import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hashPassword } from '@himalia/identity';
import { basicPlugins, bootServer } from '@himalia/testing';
import { Browser } from './browser.ts';

const plugins = [...basicPlugins, '@himalia/system:status'];
const boot = (identity: Record<string, unknown>) => bootServer({ plugins, config: { identity } });
const hashedPassword = await hashPassword('a good password');

test('with a password and no token only the password opens the server', async () => {
  await using server = await boot({ hashedPassword, token: undefined });
  const browser = new Browser(server);
  assert.match(await (await browser.ask('login')).text(), /<label for="password">Password<\/label>/);
  assert.equal((await browser.logIn('a bad password')).status, 401);
  assert.equal((await browser.ask(`api/me?token=${server.token}`)).status, 403);
  assert.equal((await browser.ask('api/me?token=')).status, 403);
  assert.equal((await browser.logIn('a good password')).status, 302);
  assert.equal((await browser.ask('api/me')).status, 200);
  assert.ok(!server.log.includes('a good password') && !server.log.includes(hashedPassword));
});

test('a login page that knows the token may set a password, which ends the other sessions', async () => {
  await using server = await boot({});
  const [browser, other] = [new Browser(server), new Browser(server)];
  await other.logIn(server.token);
  assert.equal((await browser.logIn('not the token', { newPassword: 'a new password' })).status, 401);
  const weak = await browser.logIn(server.token, { newPassword: 'short' });
  assert.deepEqual([weak.status, /at least 8 characters/.test(await weak.text())], [400, true]);
  assert.equal((await other.ask('api/me')).status, 200);
  assert.equal((await browser.logIn(server.token, { newPassword: 'a new password' })).status, 302);
  assert.equal((await browser.ask('api/me')).status, 200);
  assert.equal((await other.ask('api/me')).status, 403);
  assert.equal((await other.logIn('a new password')).status, 302);
  const file = readFileSync(join(server.folder, 'config/jupyter_server_config.json'), 'utf8');
  assert.match(file, /"hashed_password": "argon2:/);
  assert.ok(!file.includes('a new password') && !server.log.includes('a new password'));
});

test('only the token proves enough to set another password', async () => {
  await using server = await boot({ hashedPassword });
  const browser = new Browser(server);
  assert.match(await (await browser.ask('login')).text(), /<label for="password">Password or token<\/label>/);
  assert.equal((await browser.logIn('a good password', { newPassword: 'a new password' })).status, 401);
  assert.equal((await browser.logIn('a good password')).status, 302);
});

test('where passwords may not be set, the page does not offer it and the server does not do it', async () => {
  await using server = await boot({ allowPasswordChange: false });
  const browser = new Browser(server);
  assert.ok(!(await (await browser.ask('login')).text()).includes('new_password'));
  assert.equal((await browser.logIn(server.token, { newPassword: 'a new password' })).status, 302);
  assert.equal((await new Browser(server).logIn('a new password')).status, 401);
});

test('who guesses waits, and is told how long; logged-in browsers go on', async () => {
  await using server = await boot({ hashedPassword, token: undefined });
  const [guesser, user] = [new Browser(server), new Browser(server)];
  await user.logIn('a good password');
  const statuses: number[] = [];
  for (let index = 0; index < 11; index += 1) statuses.push((await guesser.logIn(`guess ${index}`)).status);
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 401), 429]);
  const right = await guesser.logIn('a good password');
  assert.equal(right.status, 429);
  const seconds = Number(right.headers.get('retry-after'));
  assert.ok(seconds > 200 && seconds <= 300, String(seconds));
  assert.equal((await user.ask('api/me')).status, 200);
});

test('a short token cannot be guessed over the API either', async () => {
  await using server = await boot({ token: 'short-token' });
  const browser = new Browser(server);
  await browser.logIn('short-token');
  const ask = (token: string) => fetch(new URL(`api/status?token=${token}`, server.url));
  for (let index = 0; index < 30; index += 1) assert.equal((await ask('the-same-old-one')).status, 403);
  assert.equal((await ask('short-token')).status, 200);
  for (let index = 0; index < 10; index += 1) await ask(`guess-${index}`);
  const refused = await ask('short-token');
  assert.equal(refused.status, 429);
  assert.match(((await refused.json()) as { message: string }).message, /Too many wrong tokens/);
  assert.equal((await browser.ask('api/status?token=of-yesterday')).status, 200);
});

test('without token and password anybody is let in as somebody lasting, after a loud warning', async () => {
  await using server = await boot({ token: '' });
  assert.match(server.log, /AUTHENTICATION IS OFF/);
  const browser = new Browser(server);
  const first = await (await browser.ask('api/me')).text();
  assert.equal(await (await browser.ask('api/me')).text(), first);
  assert.equal((await browser.ask('login?next=/api/status')).headers.get('location'), '/api/status');
  const unprotected = await browser.ask('api/me', { method: 'PATCH', body: '{"name":"x"}' });
  assert.equal(unprotected.status, 403);
});

test('a token that is too short stops the start and is not repeated', async () => {
  await assert.rejects(boot({ token: 'Xq7' }), (error: Error) => {
    const all = `${error.message} ${String(error.cause)}`;
    return all.includes('too short') && !all.includes('Xq7');
  });
});
