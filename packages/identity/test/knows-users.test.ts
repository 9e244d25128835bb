import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Operations } from '@himalia/contracts/identity';
import { basicPlugins, bootServer } from '@himalia/testing';
import { Browser } from './browser.ts';

const server = await bootServer({
  plugins: [...basicPlugins, '@himalia/system:status'],
});
after(() => server.stop());

type Me = Operations['getMe']['replies'][200];
const me = async (response: Promise<Response>): Promise<Me> => (await (await response).json()) as Me;

for (const [how, path, authorization] of [
  ['in the query', `api/me?token=${server.token}`, undefined],
  ['as Authorization: token', 'api/me', `token ${server.token}`],
  ['as Authorization: Bearer', 'api/me', `bearer ${server.token}`],
] as const)
  test(`the token is taken ${how}, and its user stays the same through the cookie`, async () => {
    const browser = new Browser(server);
    const { identity } = await me(browser.ask(path, authorization === undefined ? {} : { headers: { authorization } }));
    assert.match(identity.username, /^[0-9a-f]{32}$/);
    assert.match(identity.display_name, /^Anonymous [A-Z][a-z]+$/);
    assert.equal(identity.initials, `A${identity.name.split(' ')[1]?.[0]}`);
    assert.deepEqual((await me(browser.ask('api/me'))).identity, identity);
    const again = browser.ask(path, authorization === undefined ? {} : { headers: { authorization } });
    assert.deepEqual((await me(again)).identity, identity);
  });

test('a wrong token is nobody', async () => {
  for (const wrong of ['wrong-token', server.token.slice(0, -1), `${server.token}0`]) {
    const response = await server.ask('api/me', { headers: { authorization: `token ${wrong}` } });
    assert.equal(response.status, 403);
    assert.deepEqual(await response.json(), { message: 'Forbidden', reason: null });
    assert.deepEqual(response.headers.getSetCookie(), []);
  }
});

test('a wrong token does not shut out a browser that is logged in', async () => {
  const browser = new Browser(server);
  await browser.logIn(server.token);
  assert.equal((await browser.ask('api/me', { headers: { authorization: 'token of-yesterday' } })).status, 200);
});

test('a cookie that was changed, or made by another server, is nobody', async () => {
  const browser = new Browser(server);
  await browser.logIn(server.token);
  const changed = browser.cookies.replace(
    /(username-[^=]+=)(.)/,
    (_, name: string, first: string) => name + (first === 'A' ? 'B' : 'A'),
  );
  assert.equal((await browser.ask('api/me', { headers: { cookie: changed } })).status, 403);
  assert.equal((await browser.ask('api/me', { headers: { cookie: 'username-127-0-0-1=%00%ff; ;;=;' } })).status, 403);
});

test('getMe: the granted of the asked permissions', async () => {
  const asked = JSON.stringify({ contents: ['read', 'write'], kernels: ['execute'] });
  const { permissions } = await me(server.ask(`api/me?permissions=${encodeURIComponent(asked)}`));
  assert.deepEqual(permissions, {
    contents: ['read', 'write'],
    kernels: ['execute'],
    updatable_fields: ['name', 'display_name', 'initials', 'avatar_url', 'color'],
  });
  for (const bad of ['[]', '{"contents": "read"}', '{'])
    assert.equal((await server.ask(`api/me?permissions=${encodeURIComponent(bad)}`)).status, 400, bad);
});

test('patchMe: what changed is answered, and remembered by the cookie', async () => {
  const browser = new Browser(server);
  await browser.logIn(server.token);
  const before = (await me(browser.ask('api/me'))).identity;
  const xsrf = /_xsrf=([^;]+)/.exec(browser.cookies)?.[1] ?? '';
  const patch = (body: object, headers: Record<string, string> = { 'x-xsrftoken': xsrf }) =>
    browser.ask('api/me', { method: 'PATCH', body: JSON.stringify(body), headers });
  const response = await patch({ name: 'Zoë', color: '#abc' });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: 'success', identity: { ...before, name: 'Zoë', color: '#abc' } });
  assert.deepEqual((await me(browser.ask('api/me'))).identity, { ...before, name: 'Zoë', color: '#abc' });
  for (const bad of [{}, { username: 'root' }, { name: '' }, { name: 1 }, { name: 'x'.repeat(101) }, []])
    assert.equal((await patch(bad)).status, 400, JSON.stringify(bad));
  assert.equal((await patch({ name: 'x' }, {})).status, 403);
});

test('patchMe: a session that was renamed still ends with its logout', async () => {
  const browser = new Browser(server);
  await browser.logIn(server.token);
  const old = browser.cookies;
  const xsrf = /_xsrf=([^;]+)/.exec(browser.cookies)?.[1] ?? '';
  await browser.ask('api/me', { method: 'PATCH', body: '{"name":"x"}', headers: { 'x-xsrftoken': xsrf } });
  await browser.ask('logout');
  assert.equal((await browser.ask('api/me', { headers: { cookie: old } })).status, 403);
});
