import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootServer } from '@himalia/testing';

test('postShutdown: the answer arrives, then the server stops', async () => {
  const server = await bootServer({
    plugins: ['@himalia/http:fastify', '@himalia/identity:token', '@himalia/system:paths', '@himalia/system:status'],
  });
  const url = new URL('api', server.url);
  assert.equal((await fetch(url)).status, 200);
  const response = await server.ask('api/shutdown', { method: 'POST' });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal(await response.text(), '');
  const deadline = Date.now() + 10_000;
  const listens = () =>
    fetch(url).then(
      (again) => again.ok,
      () => false,
    );
  while ((await listens()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  await assert.rejects(fetch(url));
  await server.stop();
});
