import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bootServer, contentsPlugins } from '@himalia/testing';
import { parse } from 'yaml';

const server = await bootServer({
  plugins: [
    ...contentsPlugins,
    '@himalia/http:health',
    '@himalia/system:events',
    '@himalia/system:status',
    '@himalia/system:config',
  ],
});
after(() => server.stop());
const anonymous = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, server.url), { redirect: 'manual', ...init });
const json = async (response: Promise<Response>): Promise<unknown> => (await response).json();

test('getVersion, getHealthz and getReadyz are open to everybody', async () => {
  assert.deepEqual(await json(anonymous('api')), { version: '2.21.1' });
  assert.deepEqual(await json(anonymous('healthz')), { status: 'ok' });
  assert.deepEqual(await json(anonymous('readyz')), { status: 'ok' });
});

test('everything else asks who you are', async () => {
  for (const path of ['api/status', 'api/spec.yaml', 'metrics', 'api/resolvePath?path=x', 'api/config/notebook'])
    assert.equal((await anonymous(path)).status, 403, path);
  for (const path of ['api/shutdown', 'api/events', 'api/security/csp-report'])
    assert.equal((await anonymous(path, { method: 'POST', body: '{}' })).status, 403, path);
});

test('getStatus: counts and times; to ask is no activity, unlike other requests', async () => {
  const ask = async () => (await json(server.ask('api/status'))) as Record<string, string>;
  const [first, second] = [await ask(), await ask()];
  assert.deepEqual(Object.keys(first).toSorted(), ['connections', 'kernels', 'last_activity', 'started']);
  for (const time of [first.last_activity, first.started])
    assert.match(time ?? '', /^\d{4}-\d\d-\d\dT[\d:]{8}(\.\d{6})?Z$/);
  assert.deepEqual(second, first);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await server.ask('api/config/x?no_track_activity=1');
  assert.deepEqual(await ask(), first);
  await server.ask('api/config/x');
  const { last_activity = '' } = await ask();
  assert.ok(Date.parse(last_activity) > Date.parse(first.last_activity ?? ''));
});

test('getSpecYaml: one document of all that is served', async () => {
  const response = await server.ask('api/spec.yaml');
  assert.match(response.headers.get('content-type') ?? '', /^text\/x-yaml/);
  const { openapi, paths } = parse(await response.text()) as { openapi: string; paths: object };
  assert.equal(openapi, '3.1.0');
  for (const path of ['/api', '/api/me', '/login', '/api/events', '/api/config/{section}', '/api/contents/{path}'])
    assert.ok(path in paths, path);
});

test('getMetrics: Prometheus can read it', async () => {
  const response = await server.ask('metrics');
  assert.equal(response.headers.get('content-type'), 'text/plain; version=1.0.0; charset=utf-8');
  const text = await response.text();
  assert.match(text, /^jupyter_server_info\{version="2\.21\.1"\} 1$/m);
  assert.match(text, /^# TYPE http_request_duration_seconds histogram$/m);
  const status = 'method="GET",handler="/api/status",status_code="200"';
  assert.match(text, new RegExp(`^http_request_duration_seconds_bucket\\{${status},le="\\+Inf"\\} [1-9]`, 'm'));
  assert.match(text, new RegExp(`^http_request_duration_seconds_count\\{${status}\\} [1-9]`, 'm'));
});

test('getResolvePath: relative, absolute and home paths below the root; the rest is left out', async () => {
  mkdirSync(join(server.root, 'sub'));
  writeFileSync(join(server.root, 'sub/a b.txt'), 'x');
  writeFileSync(join(server.root, '.hidden'), 'x');
  const resolve = async (path: string) => json(server.ask(`api/resolvePath?path=${encodeURIComponent(path)}`));
  const found = { resolved: [{ scope: 'server', path: 'sub/a b.txt' }] };
  assert.deepEqual(await resolve('sub/a b.txt'), found);
  assert.deepEqual(await resolve('./sub/../sub/a b.txt'), found);
  assert.deepEqual(await resolve(join(server.root, 'sub/a b.txt')), found);
  for (const path of ['missing', '../x', '/etc/passwd', '~/x', '~', `${homedir()}/x`, '.hidden', 'sub/a b.txt\0'])
    assert.deepEqual(await resolve(path), { resolved: [] }, path);
  assert.equal((await server.ask('api/resolvePath')).status, 400);
  assert.deepEqual(await json(server.ask('api/resolvePath?path=sub&kernel=none')), {
    resolved: [{ scope: 'server', path: 'sub' }],
    unresolved: [{ scope: 'kernel', reason: 'Kernel none could not be found' }],
  });
});

test('postCspReport needs no XSRF token, and leaves no query in the log', async () => {
  const report = {
    'csp-report': { 'document-uri': `${server.url}lab?token=${server.token}`, 'violated-directive': 'img-src' },
  };
  const response = await server.ask('api/security/csp-report', {
    method: 'POST',
    body: report,
    headers: { 'content-type': 'application/csp-report' },
  });
  assert.equal(response.status, 200);
  assert.match(server.log, /content security policy.*img-src/);
  assert.ok(!server.log.includes(server.token));
});

test('getConfigSection, putConfigSection, patchConfigSection: what was written is read back', async () => {
  const section = (method: string, body?: unknown) => server.ask('api/config/notebook', { method, body });
  assert.deepEqual(await json(section('GET')), {});
  assert.equal((await section('PUT', { load_extensions: { a: true, b: true } })).status, 204);
  assert.deepEqual(await json(section('PATCH', { load_extensions: { b: null } })), { load_extensions: { a: true } });
  assert.deepEqual(await json(section('GET')), { load_extensions: { a: true } });
  const file = readFileSync(join(server.folder, 'config/serverconfig/notebook.json'), 'utf8');
  assert.deepEqual(JSON.parse(file), { load_extensions: { a: true } });
});

test('a config section that is no object or has no such name is refused', async () => {
  for (const body of ['[1]', '"x"', '{', '', 'null', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`]) {
    assert.equal((await server.ask('api/config/other', { method: 'PUT', body })).status, 400, body.slice(0, 20));
    assert.equal((await server.ask('api/config/other', { method: 'PATCH', body })).status, 400, body.slice(0, 20));
  }
  for (const name of ['..%2Fother', 'a.b', 'a-b', '%00', 'x'.repeat(101)])
    assert.equal((await server.ask(`api/config/${name}`)).status, 404, name);
});
