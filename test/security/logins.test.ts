import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Browser } from './browser.ts';
import { type Answer, DefendedServer } from './defended-server.ts';

const password = 'correct horse';
/** As jupyter_server 2.21 and notebook 5 wrote them. */
const hashes: Readonly<Record<string, string>> = {
  argon2: 'argon2:$argon2id$v=19$m=10240,t=10,p=8$Gjq3KRjP4AI3pBV9YcsPMQ$hXihZI7Zx6G9bd6csVmwF99W6E5ARY9GHwTKxPnlhCA',
  sha1: 'sha1:95f3d16ef1f5:0e04b4ad8da7f367716ec229719ee4f3c1fcbb66',
  sha256: 'sha256:2d04ce441dd6:d500853b9a910bde350ba6a3b84cfa38967ba55d4948cfb5c104b7794f3c6ff1',
};

type More = { readonly headers?: Record<string, string>; readonly newPassword?: string };

/** Fills in the form as a browser without a session does. */
async function logIn(server: DefendedServer, given: string, { headers = {}, newPassword }: More = {}): Promise<Answer> {
  const form = await server.bare('login', { headers });
  const cookie = form.headers['set-cookie']?.map((one) => one.split(';')[0]).join('; ') ?? '';
  const [, xsrf = ''] = /name="_xsrf" value="([^"]+)"/.exec(form.text) ?? [];
  const fields = new URLSearchParams({ _xsrf: xsrf, password: given });
  if (newPassword !== undefined) fields.set('new_password', newPassword);
  return await server.bare('login', { method: 'POST', headers: { ...headers, cookie }, body: fields.toString() });
}
const status = async (...args: Parameters<typeof logIn>): Promise<number> => (await logIn(...args)).status;

describe('passwords', () => {
  for (const [kind, hash] of Object.entries(hashes))
    test(`a hash that Jupyter wrote opens: ${kind}`, async () => {
      await using server = await DefendedServer.start({ token: '', args: [`--ServerApp.password=${hash}`] });
      assert.equal(await status(server, password), 302);
      for (const wrong of [
        '',
        'wrong',
        `${password} `,
        password.toUpperCase(),
        hash,
        createHash('sha1').update(password).digest('hex'),
      ])
        assert.equal(await status(server, wrong), 401, wrong);
    });

  test('one that is set on the page is kept as Argon2id, readable by its owner only', async () => {
    await using server = await DefendedServer.start();
    assert.equal(await status(server, server.token, { newPassword: password }), 302);
    const file = join(server.folder, 'config/jupyter_server_config.json');
    assert.match(readFileSync(file, 'utf8'), /"argon2:\$argon2id\$v=19\$m=\d{5,},t=\d+,p=\d+\$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(await status(server, password), 302);
    assert.equal(await status(server, 'wrong', { newPassword: 'of an attacker' }), 401);
    assert.equal(await status(server, 'of an attacker'), 401);
  });
});

describe('guessing', () => {
  test('ten guesses, then 429 for that address and no other answer, whatever is right', async () => {
    await using server = await DefendedServer.start({ token: '', args: [`--ServerApp.password=${hashes.sha256}`] });
    const first = await logIn(server, password);
    const cookie = first.headers['set-cookie']?.map((one) => one.split(';')[0]).join('; ') ?? '';
    for (let guess = 0; guess < 10; guess++) {
      // A header that anybody can write is nobody's address.
      const headers = { 'x-forwarded-for': `10.0.0.${guess}`, 'x-real-ip': `10.0.1.${guess}` };
      assert.equal(await status(server, `guess ${guess}`, { headers }), 401);
    }
    const refused = await logIn(server, password, { headers: { 'x-forwarded-for': '10.9.9.9' } });
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 200);
    assert.match(refused.text, /Try again in \d+ seconds/);
    assert.equal((await server.bare('api/me', { headers: { cookie } })).status, 200, 'who is logged in goes on');
  });

  test('behind a trusted proxy each address has guesses of its own', async () => {
    await using server = await DefendedServer.start({
      token: '',
      args: [`--ServerApp.password=${hashes.sha256}`, '--trust-xheaders=true'],
    });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    // What stands before the last address was written by the client.
    for (let guess = 0; guess < 10; guess++)
      assert.equal(await status(server, `guess ${guess}`, from(`10.1.1.${guess}, 10.0.0.1`)), 401);
    assert.equal(await status(server, password, from('10.0.0.1')), 429);
    assert.equal(await status(server, password, from('10.7.7.7, 10.0.0.1')), 429);
    assert.equal(await status(server, password, from('10.0.0.2')), 302);
    // One IPv6 network is one guesser.
    for (let guess = 0; guess < 10; guess++) await status(server, `guess ${guess}`, from(`2001:db8:1:2::${guess}`));
    assert.equal(await status(server, password, from('2001:db8:1:2:ffff::1')), 429);
    assert.equal(await status(server, password, from('2001:db8:1:3::1')), 302);
  });

  test('a hundred at once are not a hundred hashes at once', async () => {
    await using server = await DefendedServer.start({ token: '', args: [`--ServerApp.password=${hashes.argon2}`] });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, guess) => status(server, `guess ${guess}`)));
    assert.ok(answers.filter((one) => one === 401).length <= 14, answers.join());
    assert.ok(answers.every((one) => one === 401 || one === 429));
  });
});

describe('sessions', () => {
  let server: DefendedServer;
  let browser: Browser;
  before(async () => {
    server = await DefendedServer.start();
    browser = await Browser.loggedIn(server);
  });
  after(() => server[Symbol.asyncDispose]());
  const me = async (cookie: string): Promise<number> => (await server.bare('api/me', { headers: { cookie } })).status;

  test('the cookie is for this server, its requests, and no script', async () => {
    const { headers } = await logIn(server, server.token);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    assert.match(cookie, /^username-127-0-0-1-\d+=[\w.-]+; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.ok(!Buffer.from(cookie, 'base64url').includes(server.token));
    const [xsrf = ''] = (await server.bare('login')).headers['set-cookie'] ?? [];
    assert.match(xsrf, /^_xsrf=[\da-f]{48}; Path=\/; SameSite=Lax$/);
  });

  test('two sessions share neither cookie nor XSRF token', async () => {
    const other = await Browser.loggedIn(server);
    assert.notEqual(other.cookie, browser.cookie);
    assert.notEqual(other.xsrf, browser.xsrf);
  });

  test('a cookie with one bit changed, of another name or of another server, is none', async () => {
    const [name = '', value = ''] = /(username-[^=]+)=([^;]+)/.exec(browser.cookie)?.slice(1) ?? [];
    const [content = '', signature = ''] = value.split('.');
    assert.equal(await me(`${name}=${value}`), 200);
    const user = JSON.parse(Buffer.from(content, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...user, user: { ...user.user, username: 'root' } })).toString(
      'base64url',
    );
    for (const forged of [
      `${name}=${changed}.${signature}`,
      `${name}=${content}.${signature.slice(0, -2)}AA`,
      `${name}=${content}.`,
      `${name}=${content}`,
      `${name}=.${signature}`,
      `${name}=`,
      `username-127-0-0-1-1=${value}`,
      `${name}=2|1:0|10:1|4:user|4:e30=|${'0'.repeat(64)}`,
      `${name}=${'A'.repeat(20_000)}.${'A'.repeat(43)}`,
    ])
      assert.equal(await me(forged), 403, forged.slice(0, 100));
    await using other = await DefendedServer.start();
    const headers = { cookie: `username-${other.host.replaceAll(/\W/g, '-')}=${value}` };
    assert.equal((await other.bare('api/me', { headers })).status, 403);
  });

  test('after the logout, and after another password, a copy of the cookie opens nothing', async () => {
    const other = await Browser.loggedIn(server);
    await other.send('logout');
    assert.equal(await me(other.cookie), 403);
    assert.equal(await me(browser.cookie), 200);
    assert.equal(await status(server, server.token, { newPassword: password }), 302);
    assert.equal(await me(browser.cookie), 403);
  });

  test('a token of another length, case or place is none', async () => {
    const { token } = server;
    for (const wrong of [
      '',
      ' ',
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      `${token}%00`,
      `${token}\u0000`,
    ]) {
      assert.equal((await server.bare(`api/me?token=${encodeURIComponent(wrong)}`)).status, 403, wrong);
    }
    for (const header of [
      `token ${token} x`,
      `token${token}`,
      `Basic ${token}`,
      token,
      'token',
      'token ',
      `bearer, token ${token}`,
    ])
      assert.equal((await server.bare('api/me', { headers: { authorization: header } })).status, 403, header);
    assert.equal((await server.bare('api/me', { headers: { cookie: `token=${token}` } })).status, 403);
  });
});
