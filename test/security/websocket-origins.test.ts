import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { channels } from './attack-surface.ts';
import { Browser } from './browser.ts';
import { DefendedServer } from './defended-server.ts';

/** Of pages that are none of ours. */
const origins = (host: string): readonly string[] => [
  'http://evil.example',
  'https://evil.example',
  'null',
  'file://',
  `http://${host}.evil.example`,
  `http://evil.example/${host}`,
  `http://evil.example#${host}`,
  `http://${host}@evil.example`,
  `http://evil-${host}`,
  'http://127.0.0.1',
  'http://127.0.0.1:1',
  `http://localhost:${host.split(':')[1]}`,
  'http://[::1]',
];

/** The status that a handshake is answered with. */
async function statusOf(server: DefendedServer, path: string, headers: Record<string, string>): Promise<number> {
  const socket = server.webSocket(path, [], headers);
  const opened = once(socket, 'open').then(() => 101);
  const refused = once(socket, 'unexpected-response').then(([, answer]) => (answer as IncomingMessage).statusCode ?? 0);
  try {
    return await Promise.race([opened, refused]);
  } finally {
    opened.catch(() => undefined);
    refused.catch(() => undefined);
    socket.on('error', () => undefined).terminate();
  }
}

describe('WebSockets that pages of other sites open', () => {
  let server: DefendedServer;
  let browser: Browser;
  const existing: Record<string, string> = {};
  before(async () => {
    server = await DefendedServer.start({ remix: 'full' });
    browser = await Browser.loggedIn(server);
    existing.kernel_id = String((await server.json('api/kernels', 'POST', {})).body.id);
    existing.name = String((await server.json('api/terminals', 'POST', {})).body.name);
    existing.channel = 'shell';
    existing.language_server = 'none';
  });
  after(() => server[Symbol.asyncDispose]());

  assert.ok(channels.length >= 6);
  for (const { id, address } of channels)
    test(id, async () => {
      const path = address.replaceAll(/\{(\w+)\}/g, (_, name: string) => existing[name] ?? '');
      const { cookie } = browser;
      assert.notEqual(await statusOf(server, path, { cookie, origin: `http://${server.host}` }), 403, 'our own page');
      assert.equal(await statusOf(server, path, {}), 403, 'nobody');
      assert.equal(await statusOf(server, path, { cookie: 'username-127-0-0-1=x' }), 403, 'a made-up cookie');
      for (const origin of origins(server.host))
        assert.equal(await statusOf(server, path, { cookie, origin }), 403, origin);
      for (const site of ['cross-site', 'same-site']) {
        assert.equal(await statusOf(server, path, { cookie, 'sec-fetch-site': site }), 403, site);
        const headers = { cookie, origin: 'http://evil.example', 'sec-fetch-site': site };
        assert.equal(await statusOf(server, path, headers), 403, `${site} with an origin`);
      }
    });
});
