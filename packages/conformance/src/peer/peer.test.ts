import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Peer } from './peer.ts';

/** As jupyverse: a token counts in an address only, and gives a cookie. */
async function jupyverse(
  context: TestContext,
): Promise<{ readonly url: string; readonly upgrades: IncomingMessage[] }> {
  const upgrades: IncomingMessage[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    const entered = url.endsWith('?token=right');
    if (entered) response.setHeader('set-cookie', ['session=1; HttpOnly; Path=/', 'other=2']);
    else if (headers.cookie !== 'session=1; other=2') return response.writeHead(307, { location: '/login' }).end();
    return response.end('{}');
  });
  server.on('upgrade', (request, socket) => {
    upgrades.push(request);
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  context.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, upgrades };
}

test('a server that takes the token in an address only is asked with its cookie from then on', async (context) => {
  const { url, upgrades } = await jupyverse(context);
  const peer = new Peer(url, 'right');
  assert.equal((await peer.ask('api')).status, 307);
  assert.equal((await peer.enter('api')).status, 200);
  assert.equal((await peer.ask('api')).status, 200);
  assert.equal((await peer.ask('api', { token: null })).status, 307, 'a stranger has no cookie');
  await assert.rejects(peer.open('channel'), /refused/);
  assert.equal(upgrades[0]?.headers.cookie, 'session=1; other=2');
});

test('a token that is wrong in an address, too, stays refused', async (context) => {
  const { url } = await jupyverse(context);
  assert.equal((await new Peer(url, 'wrong').enter('api')).status, 307);
});
