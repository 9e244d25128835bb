import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { serveToy } from './toy.ts';

let origin: string;
let close: () => Promise<void>;
before(async () => {
  const toy = await serveToy();
  origin = toy.origin.replace('http', 'ws');
  close = async () => toy.http[Symbol.asyncDispose]();
});
after(() => close());

const token = { authorization: 'token good' };
const open = (path: string, headers: Record<string, string> = token, protocols: string[] = []) =>
  new WebSocket(`${origin}/base${path}`, protocols, { headers });
async function refusal(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return response.statusCode;
}

test('echo: opens with its parameters and speaks both ways', async () => {
  const socket = open('/api/echo/k1?loud=true', token, ['other', 'v1.echo']);
  const [first] = await once(socket, 'message');
  assert.deepEqual([String(first), socket.protocol], ['hello k1!', 'v1.echo']);
  socket.send(Buffer.from([1, 2]));
  const [data, binary] = await once(socket, 'message');
  assert.deepEqual([[...(data as Buffer)], binary], [[1, 2], true]);
  socket.close();
});
test('echo: refused without a login, with a bad parameter, on an unknown path', async () => {
  assert.equal(await refusal(open('/api/echo/k1', {})), 403);
  assert.equal(await refusal(open('/api/echo/k1?loud=perhaps')), 400);
  assert.equal(await refusal(open('/api/other')), 404);
});
for (const [name, headers, status] of [
  ['another origin', { origin: 'http://evil.example' }, 403],
  ['a null origin', { origin: 'null' }, 403],
  ['an origin that begins like ours', { origin: 'http://127.0.0.1.evil.example' }, 403],
  ['a cross-site fetch', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
  ['a cross-site fetch that hides its origin', { 'sec-fetch-site': 'cross-site' }, 403],
] as const)
  test(`echo: refused for ${name}`, async () => {
    assert.equal(await refusal(open('/api/echo/k1', { cookie: 'login=yes', ...headers })), status);
  });
test('echo: our own origin is admitted with a cookie', async () => {
  const socket = open('/api/echo/k1', { cookie: 'login=yes', origin: origin.replace('ws', 'http') });
  await once(socket, 'message');
  socket.close();
});
test('echo: a message over the limit closes that client only', async () => {
  const [large, other] = [open('/api/echo/a'), open('/api/echo/b')];
  await Promise.all([once(large, 'message'), once(other, 'message')]);
  large.send('x'.repeat(2000));
  assert.equal((await once(large, 'close'))[0], 1009);
  other.send('still here');
  assert.equal(String((await once(other, 'message'))[0]), 'still here');
  other.close();
});
test('echo: an ordinary request is told that this is a WebSocket', async () => {
  const reply = await fetch(`${origin.replace('ws', 'http')}/base/api/echo/k1`, { headers: token });
  assert.equal(reply.status, 400);
});
