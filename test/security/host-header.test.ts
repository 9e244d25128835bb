import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { channels, operations, pathOf, served } from './attack-surface.ts';
import { DefendedServer } from './defended-server.ts';

/** Names that a foreign page may have pointed at this machine. */
const foreign = (port: number): readonly string[] => [
  'evil.example',
  `evil.example:${port}`,
  '127.0.0.1.evil.example',
  `localhost.evil.example:${port}`,
  'localhost.',
  'localhost@evil.example',
  'evil.example#localhost',
  '127.0.0.1,evil.example',
  '127.0.0.1:80:80',
  '0.0.0.0',
  '192.168.1.1',
  '2130706433',
  '0x7f.1',
  '[::ffff:127.0.0.1]',
  '[::]',
];

let server: DefendedServer;
before(async () => {
  server = await DefendedServer.start({ remix: 'full' });
});
after(() => server[Symbol.asyncDispose]());
const status = async (path: string, host: string, method = 'GET'): Promise<number> =>
  (await server.ask(path, { method, headers: { host } })).status;

test('names of this machine are answered', async () => {
  for (const host of [server.host, `localhost:${server.port}`, 'LOCALHOST', '127.0.0.1', '127.9.9.9', '[::1]:80'])
    assert.equal(await status('api/status', host), 200, host);
});

for (const what of ['the right token', 'a page of errors', 'an open page', 'a preflight'] as const)
  test(`other names are refused: ${what}`, async () => {
    const path = { 'the right token': 'api/status', 'an open page': 'login', 'a preflight': 'api/contents' }[
      what as string
    ];
    for (const host of foreign(server.port))
      assert.equal(await status(path ?? 'no/such/page', host, what === 'a preflight' ? 'OPTIONS' : 'GET'), 403, host);
  });

test('every operation refuses them, with or without a login', async () => {
  const has = await served(server);
  const all = operations.filter((operation) => has(operation) && !pathOf(operation).endsWith('/'));
  assert.ok(all.length > 100);
  for (const operation of all)
    assert.equal(await status(pathOf(operation), 'evil.example', operation.method), 403, operation.id);
});

test('every channel refuses them', async () => {
  for (const { id, address } of channels) {
    const path = address.replaceAll(/\{\w+\}/g, 'x');
    const answer = await server.conversation(
      `GET /${path.slice(1)} HTTP/1.1\r\nHost: evil.example\r\nAuthorization: token ${server.token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 403 /, id);
  }
});

test('a request without a Host, or with two, is no request', async () => {
  const ask = (hosts: string): Promise<string> =>
    server.conversation(`GET /api/status?token=${server.token} HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
  assert.match(await ask(''), /^HTTP\/1\.1 400 /);
  assert.match(await ask(`Host: ${server.host}\r\nHost: evil.example\r\n`), /^HTTP\/1\.1 400 /);
  assert.match(await ask(`Host: ${server.host}\r\n`), /^HTTP\/1\.1 200 /);
});

test('an address in the request line does not stand for the Host header', async () => {
  const answer = await server.conversation(
    `GET http://${server.host}/api/status?token=${server.token} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 40\d /);
});
