import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bind, connect, type Frames } from '@himalia/protocol';
import { rawConnect, rawGreeting, rawReady, rawServer } from './raw-peer.ts';
import { waitUntil } from './wait-until.ts';

const hugeFrame = Buffer.from([2, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

describe('a bound socket', { timeout: 60_000 }, () => {
  const hostile: Record<string, readonly Buffer[]> = {
    'that speaks HTTP': [Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    'that speaks ZMTP 2.0': [Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 5, 0, 0])],
    'that wants CURVE': [rawGreeting(1, 'CURVE')],
    'of a type that does not fit': [rawGreeting(1), rawReady('SUB')],
    'that sends before READY': [rawGreeting(1), Buffer.from([0, 1, 65])],
    'with a READY that lies about its length': [rawGreeting(1), Buffer.from('\x04\x08\x05READY\x05a', 'latin1')],
    'with a huge command': [rawGreeting(1), Buffer.from([6, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])],
    'with a huge frame': [rawGreeting(1), rawReady('DEALER'), hugeFrame],
    'with reserved flags': [rawGreeting(1), rawReady('DEALER'), Buffer.from([0x80, 0])],
    'that takes its time': [rawGreeting(1).subarray(0, 20)],
  };

  it('disconnects a peer that breaks the rules and goes on serving others', async () => {
    await using server = await bind('ROUTER', 'tcp://127.0.0.1:0', { limits: { handshakeMs: 300 } });
    server.onMessages((messages) => {
      for (const frames of messages) server.send(frames);
    });
    for (const [name, bytes] of Object.entries(hostile)) {
      const peer = rawConnect(server.port);
      for (const chunk of bytes) peer.socket.write(chunk);
      await peer.closed;
      assert.equal(server.peers, 0, `a peer ${name}`);
    }
    await using client = connect('DEALER', server.endpoint);
    const answer = new Promise<readonly Frames[]>((resolve) => client.onMessages(resolve));
    client.send([Buffer.from('still there?')]);
    assert.deepEqual(await answer, [[Buffer.from('still there?')]]);
  });

  it('delivers what came whole before the broken frame', async () => {
    await using server = await bind('ROUTER', 'tcp://127.0.0.1:0');
    const first = new Promise<readonly Frames[]>((resolve) => server.onMessages(resolve));
    const peer = rawConnect(server.port);
    peer.socket.write(Buffer.concat([rawGreeting(1), rawReady('DEALER'), Buffer.from([0, 1, 65, 0x80, 0])]));
    assert.equal((await first)[0]?.[1]?.toString(), 'A');
    await peer.closed;
  });

  it('has no more peers than its limit', async () => {
    await using server = await bind('PUB', 'tcp://127.0.0.1:0', { limits: { peers: 2 } });
    const kept = [rawConnect(server.port), rawConnect(server.port)];
    await waitUntil(() => kept.every((peer) => peer.received().length >= 64), 'greetings');
    await rawConnect(server.port).closed;
    for (const { socket } of kept) socket.destroy();
  });

  it('keeps no more subscriptions than its limit, of no more than a command in size', async () => {
    await using server = await bind('PUB', 'tcp://127.0.0.1:0', { limits: { subscriptions: 2 } });
    const greedy = rawConnect(server.port);
    const topics = ['a', 'b', 'c'].map((topic) => Buffer.from([0, 2, 1, topic.charCodeAt(0)]));
    greedy.socket.write(Buffer.concat([rawGreeting(0), rawReady('SUB'), ...topics]));
    await greedy.closed;
    const large = rawConnect(server.port);
    const frame = Buffer.from([2, 0, 0, 0, 0, 0x01, 0, 0, 0]);
    large.socket.write(Buffer.concat([rawGreeting(0), rawReady('SUB'), frame]));
    await large.closed;
  });
});

describe('a bound PUB', { timeout: 60_000 }, () => {
  it('takes subscriptions of ZMTP 3.0 (messages) and of 3.1 (commands), and their end', async () => {
    for (const [minor, begin, end] of [
      [0, Buffer.from('\0\x02\x01a', 'latin1'), Buffer.from('\0\x02\0a', 'latin1')],
      [1, Buffer.from('\x04\x0b\x09SUBSCRIBEa', 'latin1'), Buffer.from('\x04\x08\x06CANCELa', 'latin1')],
    ] as const) {
      await using server = await bind('PUB', 'tcp://127.0.0.1:0');
      const subscribed = new Promise<Buffer>((resolve) => server.onSubscribe(resolve));
      const peer = rawConnect(server.port);
      peer.socket.write(Buffer.concat([rawGreeting(minor), rawReady('SUB'), begin]));
      assert.equal((await subscribed).toString(), 'a');
      server.send([Buffer.from('other')]);
      server.send([Buffer.from('abc')]);
      await waitUntil(() => peer.received().includes('\0\x03abc'), 'the message');
      assert.ok(!peer.received().includes('other'));
      const ping = Buffer.from('\x04\x09\x04PING\0\0hi', 'latin1');
      peer.socket.write(Buffer.concat([end, ping]));
      await waitUntil(() => peer.received().includes('\x04\x07\x04PONGhi'), 'the PONG');
      server.send([Buffer.from('again')]);
      await server.close();
      await peer.closed;
      assert.ok(!peer.received().includes('again'));
    }
  });
});

describe('a connecting socket', { timeout: 60_000 }, () => {
  it('says what is wrong with its peer and tries again', async () => {
    let connections = 0;
    const { server, endpoint } = await rawServer(({ socket }) => {
      connections += 1;
      socket.write(
        connections === 1 ? 'HTTP/1.1 400 Bad Request\r\n\r\n' : Buffer.concat([rawGreeting(1), rawReady('REP')]),
      );
    });
    await using client = connect('SUB', endpoint);
    const reasons: string[] = [];
    client.onState((_state, reason) => reason && reasons.push(reason.message));
    await waitUntil(() => reasons.length >= 2, 'two refusals');
    assert.match(reasons[0] ?? '', /does not speak ZMTP/);
    assert.match(reasons[1] ?? '', /SUB socket cannot talk to a "REP" socket/);
    server.close();
  });

  it('speaks 3.0 to a peer of 3.0', async () => {
    let received = (): Buffer => Buffer.alloc(0);
    const { server, endpoint } = await rawServer((peer) => {
      received = peer.received;
      peer.socket.write(Buffer.concat([rawGreeting(0), rawReady('PUB')]));
    });
    await using _client = connect('SUB', endpoint, { subscribe: ['topic'] });
    await waitUntil(() => received().includes('\0\x06\x01topic'), 'the subscription');
    server.close();
  });

  it('gives up at once when it shall not reconnect', async () => {
    const client = connect('REQ', 'tcp://127.0.0.1:1', { reconnect: false });
    const reason = await new Promise<Error | undefined>((resolve) => {
      client.onState((state, why) => state === 'closed' && resolve(why));
    });
    assert.match(String(reason), /ECONNREFUSED/);
    assert.equal(client.send([Buffer.from('x')]), false);
  });

  it('refuses wrong arguments', () => {
    assert.throws(() => connect('DEALER', 'nowhere'), TypeError);
    assert.throws(() => connect('DEALER', 'tcp://127.0.0.1:1', { identity: '\0a' }), TypeError);
    assert.throws(() => connect('DEALER', 'tcp://127.0.0.1:1', { identity: 'a'.repeat(256) }), TypeError);
  });
});
