import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootServer } from '@himalia/testing';

const basic = ['http:fastify', 'identity:token', 'system:paths', 'frontends:home'];
const ids = (...names: readonly string[]): string[] => names.map((name) => `@himalia/${name}`);

test('getHomePage: shows the front ends that are served, below the base URL, and the root', async () => {
  const parts = ['contents:local', 'contents:http', 'frontends:assets', 'frontends:page-config', 'frontends:notebook'];
  const plugins = ids(...basic, ...parts);
  await using server = await bootServer({ plugins, config: { http: { baseUrl: '/b/' } } });
  const response = await server.ask('himalia');
  const html = await response.text();
  assert.equal(response.status, 200);
  assert.match(html, /<a class="button" href="\/b\/tree">Notebook<\/a>/);
  assert.ok(!html.includes('JupyterLab') && !html.includes('Classic'), 'what is not there is not offered');
  assert.ok(html.includes(`<code>${server.root}</code>`));
  assert.match(html, /<p>Nothing\.<\/p>/);
  assert.ok(!html.includes('<script') && !html.includes(server.token));
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  const stranger = await fetch(`${server.url}himalia`, { redirect: 'manual' });
  assert.deepEqual([stranger.status, stranger.headers.get('location')], [302, '/b/login?next=%2Fb%2Fhimalia']);
});

test('getHomePage: works with nothing beside it', async () => {
  await using server = await bootServer({ plugins: ids(...basic) });
  const html = await (await server.ask('himalia')).text();
  assert.match(html, /Without files/);
});

test('an error that a browser sees looks like the other pages, and does no harm by what it repeats', async () => {
  await using server = await bootServer({ plugins: ids(...basic, 'contents:local', 'contents:http') });
  const response = await server.ask('view/%3Cimg%20src=x%20onerror=alert(1)%3E', { headers: { accept: 'text/html' } });
  const html = await response.text();
  assert.equal(response.status, 404);
  assert.match(html, /<h1>Not Found<\/h1>/);
  assert.match(html, /&lt;img src=x/);
  assert.ok(!html.includes('<img src=x'));
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*style-src 'sha256-/);
});
