import assert from 'node:assert/strict';
import { createServer, get, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { IncomingRequest } from './request-info.ts';

async function seen(headers: IncomingHttpHeaders, trusted: boolean): Promise<readonly [string, boolean]> {
  const { promise, resolve } = Promise.withResolvers<readonly [string, boolean]>();
  const server = createServer((request, response) => {
    const { remoteAddress, secure } = new IncomingRequest(request, '/', trusted);
    response.end();
    resolve([remoteAddress, secure]);
  }).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    get({ port, host: '127.0.0.1', headers }, (response) => response.resume());
  });
  const answer = await promise;
  server.close();
  return answer;
}
const said = { 'x-forwarded-for': '6.6.6.6, 10.0.0.7', 'x-forwarded-proto': 'https' };

test('headers of a proxy count only where they are trusted, and then the nearest proxy', async () => {
  assert.deepEqual(await seen(said, false), ['127.0.0.1', false]);
  assert.deepEqual(await seen(said, true), ['10.0.0.7', true]);
  assert.deepEqual(await seen({ ...said, 'x-real-ip': '10.0.0.8', 'x-scheme': 'http' }, true), ['10.0.0.8', false]);
});

test('what is no address and no protocol is as if it were not said', async () => {
  assert.deepEqual(await seen({ 'x-forwarded-for': 'unknown', 'x-scheme': 'gopher' }, true), ['127.0.0.1', false]);
  assert.deepEqual(await seen({}, true), ['127.0.0.1', false]);
});
