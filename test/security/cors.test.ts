import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { Browser } from './browser.ts';
import { DefendedServer } from './defended-server.ts';

const friend = 'https://friend.example';
/** What only looks like the friend. */
const others = [
  'https://evil.example',
  'http://friend.example',
  'https://friend.example.evil.example',
  'https://evil.example/https://friend.example',
  'https://friendxexample',
  'https://sub.friend.example',
  'https://friend.example:444',
  'null',
];

async function socketOpens(server: DefendedServer, headers: Record<string, string>): Promise<boolean> {
  const socket = server.webSocket('api/events/subscribe', [], headers);
  const outcome = Promise.race([
    new Promise<boolean>((resolve) => socket.once('open', () => resolve(true))),
    new Promise<boolean>((resolve) => socket.once('unexpected-response', () => resolve(false))),
  ]);
  socket.on('error', () => undefined);
  const opened = await outcome;
  if (opened) {
    socket.close();
    await once(socket, 'close');
  } else socket.terminate();
  return opened;
}

async function allowed(
  server: DefendedServer,
  browser: Browser,
  origin: string,
): Promise<readonly [number, unknown, boolean]> {
  const { status, headers } = await browser.send('api/contents', { headers: { origin } });
  const opens = await socketOpens(server, { cookie: browser.cookie, origin });
  return [status, headers['access-control-allow-origin'], opens];
}

describe('pages of other origins', () => {
  test('by default none may read, and no preflight lets one ask', async () => {
    await using server = await DefendedServer.start();
    const browser = await Browser.loggedIn(server);
    for (const origin of [friend, ...others])
      assert.deepEqual(await allowed(server, browser, origin), [404, undefined, false], origin);
    const preflight = await server.bare('api/contents', {
      method: 'OPTIONS',
      headers: {
        origin: friend,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization',
      },
    });
    assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [200, undefined]);
  });

  for (const option of [`--allow-origin=${friend}`, String.raw`--ServerApp.allow_origin_pat=https://friend\.example`])
    test(`${option} admits one origin, and that as a whole`, async () => {
      await using server = await DefendedServer.start({ args: [option] });
      const browser = await Browser.loggedIn(server);
      assert.deepEqual(await allowed(server, browser, friend), [200, friend, true]);
      for (const origin of others) {
        const [status, header, opens] = await allowed(server, browser, origin);
        assert.deepEqual([status, opens], [404, false], origin);
        assert.notEqual(header, origin);
        assert.notEqual(header, '*');
      }
      const { headers } = await browser.send('api/contents', { headers: { origin: friend } });
      assert.equal(headers.vary, 'Origin');
      assert.equal(headers['access-control-allow-credentials'], undefined);
    });

  test('any origin, but then none with the user’s cookies', async () => {
    await using server = await DefendedServer.start({ args: ['--allow-origin=*'] });
    const { headers, status } = await server.ask('api/contents', { headers: { origin: 'https://evil.example' } });
    assert.deepEqual([status, headers['access-control-allow-origin']], [200, '*']);
    assert.equal(headers['access-control-allow-credentials'], undefined);
  });
});
