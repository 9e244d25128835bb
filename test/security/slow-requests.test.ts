import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { eventually, Home } from '@himalia/testing';
import { DefendedServer } from './defended-server.ts';

let server: DefendedServer;
before(async () => {
  const home = new Home();
  home.write('config/himalia.json', { http: { receiveTimeout: 1 } });
  server = await DefendedServer.start({ home });
});
after(() => server[Symbol.asyncDispose]());

/** Sends the bytes one by one, for ever; answers what was heard when the server hung up. */
async function drip(socket: Socket, bytes: string): Promise<string> {
  let heard = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    heard += piece;
  });
  let at = 0;
  const timer = setInterval(() => socket.write(bytes[at++ % bytes.length] ?? ''), 50);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  return heard;
}

const login = (): string => `Authorization: token ${server.token}\r\n`;
const heads: Readonly<Record<string, () => readonly [head: string, rest: string]>> = {
  'nothing at all': () => ['', ''],
  'an address that does not end': () => ['GET /', 'x'],
  'headers that do not end': () => ['GET /api HTTP/1.1\r\nHost: x\r\n', 'X: y\r\n'],
  'a login that is typed slowly': () => [
    `POST /login HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 100000\r\n\r\n`,
    'a',
  ],
  'a body that does not begin': () => [
    `POST /login HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 100000\r\n\r\n`,
    '',
  ],
  'chunks of a byte': () => [
    `POST /login HTTP/1.1\r\nHost: ${server.host}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    '1\r\na\r\n',
  ],
  JSON: () => [
    `PUT /api/contents/a.txt HTTP/1.1\r\nHost: ${server.host}\r\n${login()}Content-Length: 100000000\r\n\r\n`,
    ' ',
  ],
  'an upload': () => [
    `PUT /api/himalia/files/slow.bin HTTP/1.1\r\nHost: ${server.host}\r\n${login()}Content-Length: 100000000\r\n\r\n`,
    'a',
  ],
  'a body that was refused already': () => [
    `PUT /api/contents/a.txt HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 1000\r\n\r\n`,
    ' ',
  ],
  'a body that nobody wants': () => [`GET /api HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 1000\r\n\r\n`, ' '],
};

describe('requests that do not end', { concurrency: true }, () => {
  for (const [what, head] of Object.entries(heads))
    test(`${what}: the server hangs up`, async () => {
      const [begin, rest] = head();
      const socket = await server.connection();
      socket.write(begin);
      const heard = await drip(socket, rest);
      assert.match(heard, /^(HTTP\/1\.1 (408|403|200) .*)?$/s);
    });

  test('three hundred of them keep nobody waiting', async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, () => server.connection()));
    const gone = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const [index, socket] of sockets.entries())
      socket.resume().write(index % 2 ? 'GET / HTTP/1.1\r\nX:' : (heads['a login that is typed slowly']?.()[0] ?? ''));
    assert.equal((await server.ask('api/status')).status, 200);
    await Promise.all(gone);
  });
});

test('nothing is left of them in the root', async () => {
  await eventually('an empty root', () => readdirSync(server.root).length === 0);
});

test('who is slow because of the network is served', async () => {
  const socket = await server.connection();
  const bytes = 16_000;
  socket.write(
    `PUT /api/himalia/files/steady.bin HTTP/1.1\r\nHost: ${server.host}\r\n${login()}Content-Length: ${bytes}\r\n\r\n`,
  );
  const answered = once(socket, 'data');
  for (let sent = 0; sent < bytes; sent += 500) {
    socket.write('x'.repeat(500));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.match(String((await answered)[0]), /^HTTP\/1\.1 201 /);
  socket.destroy();
});

test('a connection that is kept for the next request is no slow one', async () => {
  const socket = await server.connection();
  const ask = async (): Promise<string> => {
    socket.write(`GET /api HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
    return String((await once(socket, 'data'))[0]);
  };
  assert.match(await ask(), /^HTTP\/1\.1 200 /);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.match(await ask(), /^HTTP\/1\.1 200 /);
  socket.destroy();
});
