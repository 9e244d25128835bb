import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { basicPlugins, bootServer } from '@himalia/testing';
import { Browser } from './browser.ts';

const server = await bootServer({
  plugins: [...basicPlugins, '@himalia/system:status'],
  config: { http: { baseUrl: '/base/x/' } },
});
after(() => server.stop());

test('getLogin: a form that needs no script, may not be framed or kept, and holds no token', async () => {
  const response = await new Browser(server).ask('login?next=/base/x/lab%22%3E%3Cscript%3E');
  const html = await response.text();
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(
    policy,
    /default-src 'none'; img-src 'self'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'/,
  );
  assert.ok(!html.includes('<script') && !/ on\w+=/.test(html) && !/ style=/.test(html));
  assert.ok(!html.includes(server.token));
  assert.match(html, /<label for="password">Token<\/label>/);
});

test('postLogin: the token logs in, the cookie is for this server and out of reach of scripts', async () => {
  const browser = new Browser(server);
  assert.equal((await browser.ask('api/me')).status, 403);
  const response = await browser.logIn(server.token, { next: '/base/x/lab/tree/a%20b?reset' });
  assert.equal(response.status, 302);
  assert.equal(response.headers.get('location'), '/base/x/lab/tree/a%20b?reset');
  assert.match(browser.loginCookie ?? '', /; Path=\/base\/x\/; HttpOnly; SameSite=Lax$/);
  const days = (Date.parse(/Expires=([^;]+)/.exec(browser.loginCookie ?? '')?.[1] ?? '') - Date.now()) / 86_400_000;
  assert.ok(days > 29 && days < 31);
  assert.equal((await browser.ask('api/me')).status, 200);
});

test('a login cookie that is none of ours, or has ended, is cleared with the answer that asks to log in', async () => {
  const browser = new Browser(server);
  await browser.logIn(server.token);
  const [name = ''] = (browser.loginCookie ?? '').split('=', 1);
  const { cookies: cookie } = browser;
  await browser.ask('logout');
  for (const sent of [cookie, `${name}=forged`, `${name}=a.b`]) {
    for (const [path, status] of [
      ['api/me', 403],
      ['login', 200],
    ] as const) {
      const response = await fetch(`${server.url}${path}`, { headers: { cookie: sent } });
      assert.equal(response.status, status);
      const cleared = response.headers.getSetCookie().filter((one) => one.startsWith(`${name}=;`));
      assert.match(cleared.join(), /^[\w-]+=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=\/base\/x\/;/, path);
    }
  }
  const stranger = await fetch(`${server.url}api/me`);
  assert.ok(!stranger.headers.getSetCookie().some((one) => one.startsWith(name)), 'nothing to clear');
});

test('getLogin: who is logged in goes on at once', async () => {
  const browser = new Browser(server);
  await browser.logIn(server.token);
  const response = await browser.ask('login?next=/base/x/tree');
  assert.deepEqual([response.status, response.headers.get('location')], [302, '/base/x/tree']);
});

test('postLogin: a wrong token is a 401 with the form, and no cookie', async () => {
  const browser = new Browser(server);
  for (const wrong of ['', 'wrong', `${server.token}x`, server.token.slice(1)]) {
    const response = await browser.logIn(wrong);
    assert.equal(response.status, 401);
    assert.match(await response.text(), /role="alert"[^>]*>Invalid credentials/);
  }
  assert.equal(browser.loginCookie, undefined);
});

test('postLogin: without the XSRF token of the form it is refused, even with the right token', async () => {
  const browser = new Browser(server);
  await browser.ask('login');
  for (const _xsrf of [undefined, 'x'.repeat(32), '']) {
    const body = new URLSearchParams({ password: server.token, ...(_xsrf === undefined ? {} : { _xsrf }) });
    const response = await browser.ask('login', { method: 'POST', body });
    assert.equal(response.status, 403, String(_xsrf));
  }
  assert.equal(browser.loginCookie, undefined);
});

test('postLogin: a form of another site is refused', async () => {
  const browser = new Browser(server);
  const html = await (await browser.ask('login')).text();
  const _xsrf = /name="_xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const init = {
    method: 'POST',
    body: new URLSearchParams({ password: server.token, _xsrf }),
    headers: { origin: 'https://evil.example' },
  };
  assert.equal((await browser.ask('login', init)).status, 404);
  assert.equal(browser.loginCookie, undefined);
});

test('postLogin: no spelling of next leads to another site', async () => {
  const spellings = [
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:/evil.example',
    'https:evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/base/x/..//evil.example',
    '/base/x/../../evil',
    '/base/x/%2e%2e/evil',
    'javascript:alert(1)',
    '@evil.example',
    '/elsewhere',
    '/base/xx',
  ];
  for (const next of spellings) {
    const browser = new Browser(server);
    assert.equal((await browser.logIn(server.token, { next })).headers.get('location'), '/base/x/', next);
    const again = await browser.ask(`login?next=${encodeURIComponent(next)}`);
    assert.equal(again.headers.get('location'), '/base/x/', next);
  }
});

test('getLogout: the cookie is cleared, and its copies are good no more', async () => {
  const browser = new Browser(server);
  const other = new Browser(server);
  await browser.logIn(server.token);
  await other.logIn(server.token);
  const copy = browser.cookies;
  const response = await browser.ask('logout');
  assert.equal(response.status, 200);
  assert.match(await response.text(), /Logged out/);
  const cleared = response.headers
    .getSetCookie()
    .filter((cookie) => /^username-[^=]+=; Expires=Thu, 01 Jan 1970/.test(cookie));
  assert.deepEqual(cleared.map((cookie) => /Path=([^;]+)/.exec(cookie)?.[1]).toSorted(), ['/', '/base/x/']);
  assert.equal((await browser.ask('api/me')).status, 403);
  assert.equal((await browser.ask('api/me', { headers: { cookie: copy } })).status, 403);
  assert.equal((await other.ask('api/me')).status, 200);
});

test('an address that nobody serves is 404 without a login, too', async () => {
  assert.equal((await new Browser(server).ask('no/such/page?a=1&b')).status, 404);
});

test('neither the token nor a cookie is in the log', async () => {
  const browser = new Browser(server);
  await browser.ask(`api/status?token=${server.token}`);
  await browser.ask(`api/nothing?token=${server.token}`);
  await browser.ask(`nothing?token=${encodeURIComponent(`${server.token}x`)}`);
  const value = browser.cookies.split('=')[1]?.split('.')[1] ?? '';
  assert.ok(value.length > 20);
  assert.ok(server.log.length > 0);
  assert.ok(!server.log.includes(server.token));
  assert.ok(!server.log.includes(value));
});
