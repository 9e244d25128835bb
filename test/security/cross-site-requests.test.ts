import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PromisedOperation } from '@himalia/conformance';
import { bodyOf, operations, pathOf, served, unsafeOperations } from './attack-surface.ts';
import { Browser } from './browser.ts';
import { DefendedServer, type Init } from './defended-server.ts';

const evil = 'http://evil.example';
const other = 'x'.repeat(32);

/** What a page of another site can send with the user's cookie; `_xsrf` is a token that it made up or set as a cookie. */
const forgeries: Readonly<Record<string, (browser: Browser, server: DefendedServer) => Init & { query?: string }>> = {
  'without the token': () => ({}),
  'with a token of its own': () => ({ headers: { 'x-xsrftoken': other } }),
  'with a token of its own in the address': () => ({ query: `?_xsrf=${other}` }),
  'with an empty token': ({ cookie }) => ({ headers: { cookie: `${cookie}; _xsrf=`, 'x-xsrftoken': '' } }),
  'as a form': () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  'as plain text': () => ({ headers: { 'content-type': 'text/plain' } }),
  'without a referrer, not by CORS': () => ({
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  }),
  'with a method in a header': () => ({ headers: { 'x-http-method-override': 'GET' } }),
  'with a token cookie that it set, and the same token': ({ cookie }) => ({
    headers: { cookie: `_xsrf=${other}; ${cookie}`, 'x-xsrftoken': other, origin: evil },
  }),
  'with the right token from another site': ({ xsrf }) => ({ headers: { 'x-xsrftoken': xsrf, origin: evil } }),
  'with the right token from a sandbox': ({ xsrf }) => ({ headers: { 'x-xsrftoken': xsrf, origin: 'null' } }),
  'with the right token from another port': ({ xsrf }) => ({
    headers: { 'x-xsrftoken': xsrf, origin: 'http://127.0.0.1:1' },
  }),
  'with the right token from a name that begins like ours': ({ xsrf }, { host }) => ({
    headers: { 'x-xsrftoken': xsrf, origin: `http://${host}.evil.example` },
  }),
};

/** Addresses that answer alike without a login, or take no orders by design. */
const exempt = new Set([
  'postCspReport', // browsers report without a token; it changes nothing
  ...operations.filter(({ path }) => path.startsWith('/api/notebooks/')).map(({ id }) => id), // only tells the new address
]);
const guarded = unsafeOperations.filter(({ id }) => !exempt.has(id));
const asked = new Set<PromisedOperation>();

for (const remix of ['full', 'nbclassic'])
  describe(`requests that pages of other sites make, remix ${remix}`, () => {
    let server: DefendedServer;
    let browser: Browser;
    let has: (operation: PromisedOperation) => boolean;
    before(async () => {
      server = await DefendedServer.start({ remix });
      browser = await Browser.loggedIn(server);
      has = await served(server);
    });
    after(() => server[Symbol.asyncDispose]());

    const send = (operation: PromisedOperation, { query = '', ...init }: Init & { query?: string }) => {
      const body = operation.id === 'postLogin' ? `password=${server.token}` : JSON.stringify(bodyOf(operation) ?? '');
      return browser.send(pathOf(operation) + query, { method: operation.method, body, ...init });
    };

    test('the session does what it wants', async () => {
      assert.match(browser.xsrf, /^[\w-]{20,}$/);
      assert.equal((await browser.sendAsOwn('api/me', { method: 'PATCH', body: '{"name":"Ada"}' })).status, 200);
      assert.equal((await browser.send('api/contents')).status, 200);
    });

    for (const operation of guarded)
      test(`${operation.id} is not done`, async (t) => {
        if (!has(operation)) return t.skip('not in this remix');
        asked.add(operation);
        for (const [how, forge] of Object.entries(forgeries)) {
          const { status, text } = await send(operation, forge(browser, server));
          assert.ok(status === 403 || status === 404, `${how}: ${status} ${text.slice(0, 200)}`);
          if (!how.includes('right token') && !how.includes('it set')) assert.equal(status, 403, how);
        }
      });

    test('no answer is given to a page of another site, or may be read by it', async () => {
      const reading = operations.filter(
        (operation) =>
          operation.method === 'GET' && operation.permission !== 'none' && !operation.page && has(operation),
      );
      assert.ok(reading.length > 20);
      for (const operation of reading)
        for (const origin of [evil, 'null', `http://${server.host}.evil.example`]) {
          const { status, headers } = await send(operation, { headers: { origin } });
          assert.equal(status, 404, `${operation.id} for ${origin}`);
          assert.equal(headers['access-control-allow-origin'], undefined);
        }
    });

    test('files and conversions are not for frames, images and scripts of other sites', async () => {
      await server.json('api/contents/a.ipynb', 'PUT', {
        type: 'notebook',
        format: 'json',
        content: { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 },
      });
      for (const path of ['files/a.ipynb', 'nbconvert/html/a.ipynb', 'api/himalia/archives?format=zip']) {
        const ask = async (headers: Record<string, string>) => (await browser.send(path, { headers })).status;
        assert.equal(await ask({}), 403, path);
        assert.equal(await ask({ referer: `${evil}/` }), 403, path);
        assert.equal(await ask({ referer: `http://${server.host}.evil.example/` }), 403, path);
        assert.equal(await ask({ referer: `${evil}/?${server.host}` }), 403, path);
        assert.equal(await ask({ 'sec-fetch-site': 'cross-site' }), 403, path);
        assert.equal(await ask({ referer: server.url }), 200, path);
        assert.equal(await ask({ 'sec-fetch-site': 'same-origin' }), 200, path);
      }
    });
  });

test('no operation that changes something was left out', () => {
  const left = guarded.filter((operation) => !asked.has(operation));
  assert.deepEqual(left, []);
});
