import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basicPlugins, bootServer, eventually } from '@himalia/testing';

test('postShutdown: the answer arrives, then the server stops', async () => {
  const server = await bootServer({
    plugins: [...basicPlugins, '@himalia/system:status'],
  });
  const url = new URL('api', server.url);
  assert.equal((await fetch(url)).status, 200);
  const response = await server.ask('api/shutdown', { method: 'POST' });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal(await response.text(), '');
  const listens = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await eventually('its end', async () => !(await listens()));
  await server.stop();
});
