import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, test } from 'node:test';
import { bootServer } from '@himalia/testing';
import { chromium } from 'playwright-core';

const server = await bootServer({
  plugins: [
    '@himalia/http:fastify',
    '@himalia/identity:token',
    '@himalia/system:paths',
    '@himalia/system:events',
    '@himalia/system:status',
    '@himalia/system:spec',
    '@himalia/reference:pages',
  ],
  config: { http: { baseUrl: '/user/ada/' } },
});
after(() => server.stop());

const chrome = [process.env.HIMALIA_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

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

test('a browser shows operations, channels and plugins, and asks nobody else', {
  skip: !chrome && 'no Chromium',
}, async () => {
  const browser = await chromium.launch({ executablePath: chrome ?? '', args: ['--no-sandbox', '--disable-quic'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const [foreign, problems]: [string[], string[]] = [[], []];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.url)) foreign.push(request.url());
    });
    page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${server.url}api/docs?token=${server.token}`);
    await page.locator('#operations .opblock-tag').first().waitFor();
    const tags = await page.locator('#operations .opblock-tag').allInnerTexts();
    assert.ok(
      tags.some((tag) => tag.includes('identity')),
      tags.join(),
    );
    await page.locator('#operations .opblock-tag', { hasText: 'spec' }).click();
    await page.locator('#operations-spec-getSpec button').first().click();
    await page.locator('#operations-spec-getSpec', { hasText: '@himalia/system:spec' }).waitFor();
    assert.ok((await page.locator('table', { hasText: '/api/events/subscribe' }).count()) > 0);
    assert.equal(await page.locator('.picture g').count(), 7);
    if (process.env.HIMALIA_SCREENSHOT) await page.screenshot({ path: process.env.HIMALIA_SCREENSHOT, fullPage: true });
    assert.deepEqual([foreign, problems], [[], []]);
  } finally {
    await browser.close();
  }
});
