import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { Home, hasOpenssl, selfSigned } from '@himalia/testing';
import { WebSocket } from 'ws';
import { DefendedServer } from './defended-server.ts';

describe('HTTPS', { skip: hasOpenssl ? false : 'no openssl here' }, () => {
  let server: DefendedServer;
  let ca: Buffer;
  before(async () => {
    const home = new Home();
    const { cert, key } = selfSigned(home.folder);
    ca = readFileSync(cert);
    server = await DefendedServer.start({ home, args: [`--certfile=${cert}`, `--keyfile=${key}`] });
  });
  after(() => server?.[Symbol.asyncDispose]());

  async function ask(path: string): Promise<IncomingMessage> {
    const asking = request({ host: '127.0.0.1', port: server.port, path, ca });
    asking.end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    return answer;
  }

  test('cookies are for HTTPS only', async () => {
    const cookies = [
      ...((await ask('/login')).headers['set-cookie'] ?? []),
      ...((await ask(`/api/me?token=${server.token}`)).headers['set-cookie'] ?? []),
    ];
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) assert.match(cookie, /; Secure/);
  });

  test('WebSockets go over it', async () => {
    const socket = new WebSocket(`wss://127.0.0.1:${server.port}/api/events/subscribe`, { ca, headers: server.login });
    await once(socket, 'open');
    socket.close();
    await once(socket, 'close');
  });

  test('old protocols are not spoken', async () => {
    for (const maxVersion of ['TLSv1', 'TLSv1.1'] as const) {
      const socket = connect({
        host: '127.0.0.1',
        port: server.port,
        ca,
        maxVersion,
        minVersion: maxVersion,
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      const outcome = await Promise.race([
        once(socket, 'secureConnect').then(() => 'connected'),
        new Promise((resolve) => socket.once('error', () => resolve('refused'))),
      ]).catch(() => 'refused');
      assert.equal(outcome, 'refused', maxVersion);
      socket.destroy();
    }
  });

  test('plain HTTP is not answered on its port', async () => {
    assert.doesNotMatch(await server.conversation('GET /api HTTP/1.1\r\nHost: localhost\r\n\r\n'), /HTTP\/1\.1 200/);
  });
});
