import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import type { PromisedOperation } from '@himalia/conformance';
import { megabytesOf } from '@himalia/testing';
import { operations, pathOf, served } from './attack-surface.ts';
import { DefendedServer } from './defended-server.ts';

let server: DefendedServer;
let taking: readonly PromisedOperation[];
before(async () => {
  server = await DefendedServer.start({ remix: 'full' });
  const has = await served(server);
  // What ends the server, or the session of the test, is not asked.
  taking = operations.filter(
    (operation) => operation.operation.requestBody !== undefined && operation.id !== 'postShutdown' && has(operation),
  );
});
after(() => server[Symbol.asyncDispose]());

const memory = (): number => megabytesOf(server.pid);

/** It lives, and says so at once. */
async function answers(): Promise<void> {
  assert.ok(server.process.running);
  assert.equal((await server.ask('api/status')).status, 200);
}

const bodies: Readonly<Record<string, () => string | Buffer>> = {
  'lists in lists, not closed': () => '['.repeat(500_000),
  'lists in lists': () => '['.repeat(250_000) + ']'.repeat(250_000),
  'objects in objects': () => `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`,
  'a known member with lists in lists': () =>
    `{"content":${'['.repeat(100_000)}${']'.repeat(100_000)},"type":"notebook","format":"json"}`,
  'a hundred thousand members': () => `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":0`).join()}}`,
  'members with one hash': () => `{${Array.from({ length: 50_000 }, (_, index) => `"${index * 2 ** 20}":0`).join()}}`,
  'a number of 900,000 digits': () => `{"content":${'9'.repeat(900_000)}}`,
  'a text of escapes': () => `{"content":"${String.raw`\u0000`.repeat(150_000)}"}`,
  'a gzip bomb': () => gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20)),
  'half of a character': () => Buffer.from([0x22, 0xe2, 0x82]),
};

describe('bodies that cost more than they weigh', () => {
  for (const [what, body] of Object.entries(bodies))
    test(what, async () => {
      const bytes = body();
      for (const operation of taking) {
        const headers: Record<string, string> = what.includes('gzip') ? { 'content-encoding': 'gzip' } : {};
        const { status, text } = await server.ask(pathOf(operation), {
          method: operation.method,
          headers,
          body: bytes,
        });
        assert.ok(status !== 500 && status < 600, `${operation.id}: ${status} ${text.slice(0, 200)}`);
      }
      await answers();
    });

  test('a body larger than its operation takes is refused before it is sent', async () => {
    for (const { id, path, method } of taking.filter(({ id }) => !['putFile', 'continueUpload'].includes(id))) {
      const head = `${method} ${path.replaceAll(/\{\w+\}/g, 'x')} HTTP/1.1\r\nHost: ${server.host}\r\nAuthorization: token ${server.token}\r\n`;
      const answer = await server.conversation(`${head}Content-Length: ${2 ** 40}\r\n\r\n{`);
      assert.match(answer, /^HTTP\/1\.1 413 .*\r\nconnection: close\r\n/is, id);
    }
  });

  test('a body without a length is read up to the bound', async () => {
    const socket = await server.connection();
    socket.write(
      `PATCH /api/me HTTP/1.1\r\nHost: ${server.host}\r\nAuthorization: token ${server.token}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    socket.write(`10000\r\n${' '.repeat(0x10000)}\r\n`.repeat(17));
    const [heard] = await once(socket, 'data');
    assert.match(String(heard), /^HTTP\/1\.1 413 /);
    socket.destroy();
    await answers();
  });
});

/** What still comes when the server has hung up may make the answer disappear. */
const refused = /^(HTTP\/1\.1 431 .*)?$/s;

describe('heads that cost more than they weigh', () => {
  const heads: Readonly<Record<string, () => string>> = {
    'a megabyte in one header': () => `X: ${'x'.repeat(2 ** 20)}\r\n`,
    'a hundred thousand headers': () => 'X: y\r\n'.repeat(100_000),
    'a cookie of a megabyte': () => `Cookie: ${'a=b; '.repeat(200_000)}\r\n`,
    'a header that does not end': () => `X: ${'x'.repeat(100_000)}`,
  };
  for (const [what, head] of Object.entries(heads))
    test(what, async () => {
      const answer = await server.conversation(`GET /api HTTP/1.1\r\nHost: ${server.host}\r\n${head()}\r\n`);
      assert.match(answer, refused);
      await answers();
    });

  test('an address of a megabyte', async () => {
    assert.match(await server.conversation(`GET /${'x'.repeat(2 ** 20)} HTTP/1.1\r\n\r\n`), refused);
    await answers();
  });

  test('ten thousand ranges of a file', async () => {
    await server.ask('api/himalia/files/ranges.txt', { method: 'PUT', body: 'x'.repeat(100_000) });
    const range = `bytes=${Array.from({ length: 5000 }, () => '0-').join()}`.slice(0, 30_000);
    const { status, bytes } = await server.ask('files/ranges.txt', { headers: { range } });
    assert.ok(status === 200 || status === 206 || status === 416, `${status}`);
    assert.ok(bytes.length <= 200_000, `${bytes.length} bytes`);
  });
});

/** A frame of a client, masked with zeros. */
function frame(first: number, payload: Buffer, length: number = payload.length): Buffer {
  const head = Buffer.alloc(14);
  head[0] = first;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
/** One whose length fits its head, as control frames must have. */
const control = (first: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

describe('WebSocket frames that cost more than they weigh', {
  skip: process.platform === 'linux' ? false : '/proc',
}, () => {
  let path: string;
  before(async () => {
    path = `terminals/websocket/${(await server.json('api/terminals', 'POST', {})).body.name}`;
  });

  async function opened(): Promise<{ socket: Awaited<ReturnType<DefendedServer['connection']>>; head: string }> {
    const socket = await server.connection();
    socket.write(
      `GET /${path} HTTP/1.1\r\nHost: ${server.host}\r\nAuthorization: token ${server.token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n`,
    );
    const [data] = (await once(socket, 'data')) as [Buffer];
    return { socket, head: data.toString('latin1') };
  }

  test('compression is not agreed to, so nothing unfolds', async () => {
    const { socket, head } = await opened();
    assert.match(head, /^HTTP\/1\.1 101 /);
    assert.doesNotMatch(head, /permessage-deflate/i);
    const before = memory();
    socket.resume().write(frame(0xc1, deflateRawSync(Buffer.alloc(256 * 2 ** 20))));
    await once(socket, 'close');
    assert.ok(memory() - before < 100);
    await answers();
  });

  for (const [what, bytes] of Object.entries({
    'a frame that says 2^40 bytes': frame(0x82, Buffer.alloc(10), 2 ** 40),
    'a frame that says 2^63 bytes': Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    'a frame of 100 megabytes': frame(0x82, Buffer.alloc(100 * 2 ** 20)),
    'pieces of 100 megabytes': Buffer.concat([
      frame(0x02, Buffer.alloc(2 ** 20)),
      ...Array.from({ length: 100 }, () => frame(0x00, Buffer.alloc(2 ** 20))),
    ]),
    'a million empty pieces': Buffer.concat([
      control(0x01, Buffer.alloc(0)),
      ...Array.from({ length: 1_000_000 }, () => control(0x00, Buffer.alloc(0))),
    ]),
    'a frame without a mask': Buffer.from([0x81, 1, 0x61]),
    'an unknown opcode': control(0x83, Buffer.alloc(1)),
    'a ping in pieces': control(0x09, Buffer.alloc(1)),
    'text that is no UTF-8': control(0x81, Buffer.from([0xff, 0xfe])),
  }))
    test(`${what}: that client is closed`, async () => {
      const { socket } = await opened();
      const before = memory();
      socket.resume().write(bytes);
      await once(socket, 'close');
      assert.ok(memory() - before < 100, `${memory() - before} MB`);
      await answers();
    });

  test('pings by somebody who does not read the pongs: that client is closed', async () => {
    const { socket } = await opened();
    socket.pause();
    const before = memory();
    const pings = Buffer.concat(Array.from({ length: 8192 }, () => control(0x89, Buffer.alloc(125))));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (let megabytes = 0; megabytes < 128 && !socket.destroyed; megabytes++)
      if (!socket.write(pings)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
    await closed;
    assert.ok(memory() - before < 64, `${memory() - before} MB`);
    await answers();
  });
});
