import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DefendedServer } from './defended-server.ts';

let server: DefendedServer;
before(async () => {
  server = await DefendedServer.start();
});
after(() => server[Symbol.asyncDispose]());

/** What an attacker puts behind a request, so that a proxy takes it for a body and the server for a request. */
const hidden = (): string => `GET /api/hidden HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`;
const request = (lines: string, body = ''): string =>
  `POST /api/status HTTP/1.1\r\nHost: ${server.host}\r\n${lines}\r\n${body}`;
const answersIn = (said: string): number => said.split(/HTTP\/1\.1 \d{3} /).length - 1;

/** Each may be read in two ways: the one way a server must have is to refuse it and hang up. */
const shapes: Readonly<Record<string, () => string>> = {
  'a length and chunks': () => request('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden()}`),
  'chunks and a length': () => request('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${hidden()}`),
  'two lengths': () => request('Content-Length: 0\r\nContent-Length: 40\r\n', hidden()),
  'a list of lengths': () => request('Content-Length: 0, 40\r\n', hidden()),
  'a length with a sign': () => request('Content-Length: +4\r\n', hidden()),
  'a length below zero': () => request('Content-Length: -1\r\n', hidden()),
  'a length in hexadecimal': () => request('Content-Length: 0x4\r\n', hidden()),
  'a length of 2^64': () => request('Content-Length: 18446744073709551616\r\n', hidden()),
  'an empty length': () => request('Content-Length:\r\n', hidden()),
  'a space before the colon': () => request('Content-Length : 40\r\n', hidden()),
  'an encoding that nobody knows': () => request('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${hidden()}`),
  'two encodings': () =>
    request('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', `0\r\n\r\n${hidden()}`),
  'chunked, then something else': () => request('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${hidden()}`),
  'an encoding after a tab of another kind': () => request('Transfer-Encoding:\x0bchunked\r\n', `0\r\n\r\n${hidden()}`),
  'a header that goes on in the next line': () =>
    request('X: y\r\n Transfer-Encoding: chunked\r\nContent-Length : 1\r\n', hidden()),
  'lines that end with LF alone': () => request('X: y\nTransfer-Encoding: chunked\n', `0\r\n\r\n${hidden()}`),
  'lines that end with CR alone': () => request('X: y\rTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden()}`),
  'a null byte in a header': () => request('X: a\0b\r\nContent-Length: 40\r\n', hidden()),
  'a chunk of a size with a sign': () =>
    request('Transfer-Encoding: chunked\r\n', `+5\r\nhello\r\n0\r\n\r\n${hidden()}`),
  'a chunk of a size in 0x': () => request('Transfer-Encoding: chunked\r\n', `0x5\r\nhello\r\n0\r\n\r\n${hidden()}`),
  'a chunk of 2^64 bytes': () =>
    request('Transfer-Encoding: chunked\r\n', `10000000000000000\r\nhello\r\n0\r\n\r\n${hidden()}`),
  'a chunk longer than it says': () => request('Transfer-Encoding: chunked\r\n', `3\r\nhello\r\n0\r\n\r\n${hidden()}`),
  'a chunk size that ends with LF alone': () =>
    request('Transfer-Encoding: chunked\r\n', `5\nhello\r\n0\r\n\r\n${hidden()}`),
  'a space in the path': () => `GET /api/status HTTP/1.1 /api/hidden HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
  'a version that does not exist': () => `GET /api/status HTTP/3.7\r\nHost: ${server.host}\r\n\r\n${hidden()}`,
  'no version': () => `GET /api/status\r\n\r\n${hidden()}`,
  'HTTP/2 without a handshake': () => `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden()}`,
  'a method that does not exist': () => `SMUGGLE /api/status HTTP/1.1\r\nHost: ${server.host}\r\n\r\n${hidden()}`,
  'a TLS handshake': () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
};

describe('requests that can be read in two ways', () => {
  for (const [what, shape] of Object.entries(shapes))
    test(what, async () => {
      const said = await server.conversation(shape());
      // A refusal may come first where only the body is wrong.
      assert.match(said, /^(HTTP\/1\.1 403 .*)?HTTP\/1\.1 400 /s);
      assert.ok(!said.includes('HTTP/1.1 404'), said);
      assert.equal((await server.bare('api')).status, 200);
    });
});

describe('what is left of a request is not the next one', () => {
  const inBody: Readonly<Record<string, (length: number) => string>> = {
    'a GET with a body': (length) => `GET /api HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${length}\r\n\r\n`,
    'a refused POST': (length) => request(`Content-Length: ${length}\r\n`),
    'a body for nobody': (length) =>
      `DELETE /no/such/path HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${length}\r\n\r\n`,
    'a redirect': (length) => `GET /lab/x/ HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: ${length}\r\n\r\n`,
    'a handshake that is refused': (length) =>
      `GET /api/events/subscribe HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nContent-Length: ${length}\r\n\r\n`,
  };
  for (const [what, head] of Object.entries(inBody))
    test(what, async () => {
      const last = `GET /api HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`;
      const said = await server.conversation(head(hidden().length) + hidden() + last);
      assert.ok(!said.includes('/api/hidden') && answersIn(said) <= 2, said);
      if (answersIn(said) === 2) assert.match(said, /HTTP\/1\.1 200 OK(?!.*HTTP\/1\.1).*"version"/s);
    });

  test('one request behind another is answered in order', async () => {
    const said = await server.conversation(
      `GET /api HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
      `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(answersIn(said), 2);
  });

  test('a second upgrade, to what we do not speak, is none', async () => {
    const said = await server.conversation(
      `GET /api HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n`,
    );
    assert.doesNotMatch(said, /^HTTP\/1\.1 101/);
  });
});
