import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { basicPlugins, bootServer } from '@himalia/testing';

const server = await bootServer({
  plugins: [
    ...basicPlugins,
    '@himalia/system:events',
    '@himalia/system:status',
    '@himalia/system:spec',
    '@himalia/reference:pages',
  ],
  config: { http: { baseUrl: '/user/ada/' } },
});
after(() => server.stop());

test('getReferencePage sends those who are not logged in to the login page', async () => {
  const { status, headers } = await fetch(new URL('api/docs', server.url), { redirect: 'manual' });
  assert.equal(status, 302);
  assert.match(headers.get('location') ?? '', /^\/user\/ada\/login\?next=/);
});

test('getReferencePage may load from this server only', async () => {
  const page = await server.ask('api/docs');
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'; script-src 'self'; /);
  assert.doesNotMatch(policy, /https?:|unsafe-eval|\*/);
  const text = await page.text();
  const addresses = [...text.matchAll(/(?:src|href|data-spec)="([^",]+)"/g)].map(([, address = '']) => address);
  assert.ok(addresses.length >= 7);
  for (const address of addresses) {
    assert.match(address, /^\/user\/ada\/api\//);
    assert.equal((await server.ask(address.replace('/user/ada/', ''))).status, 200, address);
  }
});

test('getReferenceFile knows its own files only', async () => {
  for (const name of ['package.json', '..%2Fpackage.json', 'index.html', '']) {
    assert.equal((await server.ask(`api/docs/x${name}`)).status, 404, name);
  }
});
