import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { contentsEvents, Events } from '@himalia/contracts/events';
import { definePlugin } from '@himalia/core';
import { basicPlugins, bootServer, eventually } from '@himalia/testing';

const schemas = definePlugin({
  id: '@test/schemas',
  description: 'Registers what the contents plugin would',
  requires: { events: Events },
  activate: ({ events }) => events.register(contentsEvents),
});
const server = await bootServer({
  plugins: [...basicPlugins, '@himalia/system:events', schemas],
});
after(() => server.stop());
const saved = { schema_id: contentsEvents.$id, version: '1', data: { action: 'save', path: 'a.ipynb' } };
const post = (body: unknown) => server.ask('api/events', { method: 'POST', body });

async function subscribe() {
  const socket = server.socket('api/events/subscribe');
  const messages: unknown[] = [];
  socket.on('message', (data, binary) => messages.push(binary ? data : JSON.parse(data.toString())));
  await once(socket, 'open');
  return { socket, messages };
}

test('subscribeEvents: what is emitted reaches every subscriber, flat, in order', async () => {
  const [one, two] = [await subscribe(), await subscribe()];
  assert.equal((await post(saved)).status, 204);
  const second = once(two.socket, 'message');
  server.running.services.get(Events)?.emit(contentsEvents.$id, { action: 'delete', path: 'b' });
  await second;
  await eventually('both events', () => one.messages.length >= 2 && two.messages.length >= 2);
  const expected = [
    { schema_id: contentsEvents.$id, action: 'save', path: 'a.ipynb' },
    { schema_id: contentsEvents.$id, action: 'delete', path: 'b' },
  ];
  assert.deepEqual([one.messages, two.messages], [expected, expected]);
  one.socket.terminate();
  two.socket.terminate();
});

test('subscribeEvents: a message from the client ends the socket, with a code after which clients come back', async () => {
  const { socket } = await subscribe();
  socket.send('hello');
  const [code] = (await once(socket, 'close')) as [number];
  assert.equal(code, 1003);
  assert.equal((await post(saved)).status, 204);
});

test('subscribeEvents: strangers and pages of other sites are refused before it opens', async () => {
  const foreign = { authorization: `token ${server.token}`, origin: 'https://evil.example' };
  for (const headers of [{}, { authorization: 'token wrong-token' }, foreign]) {
    const socket = server.socket('api/events/subscribe', [], headers);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    assert.equal(response.statusCode, 403);
    socket.terminate();
  }
});

test('postEvent: what does not fit is a 400 that says why', async () => {
  const bad: [unknown, RegExp][] = [
    [{ ...saved, schema_id: 'https://nobody.example/x' }, /has not been registered/],
    [{ ...saved, version: '7' }, /Unregistered version/],
    [{ ...saved, data: { action: 'save' } }, /must have required property 'path'/],
    [{ ...saved, timestamp: 'yesterday' }, /Failed to parse timestamp/],
    [{ schema_id: saved.schema_id, version: '1' }, /data/],
    ['{', /Invalid JSON/],
    ['', /No JSON/],
  ];
  for (const [body, message] of bad) {
    const response = await post(body);
    assert.equal(response.status, 400);
    assert.match(((await response.json()) as { message: string }).message, message);
  }
});
