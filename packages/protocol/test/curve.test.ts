import assert from 'node:assert/strict';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bind, type ClientSocket, connect, type Frames, makeCurveKeys, type ServerSocket } from '@himalia/protocol';
import { pythonWith, startPeer } from './python.ts';
import { rawConnect, rawGreeting } from './raw-peer.ts';
import { waitUntil } from './wait-until.ts';

const python = pythonWith('zmq') ?? '';
const script = join(import.meta.dirname, 'libzmq-peer.py');
const sizes = [0, 1, 255, 256, 70_000, 2_000_000, 3];
const skip = python === '' ? 'no Python with pyzmq (set HIMALIA_PYTHON)' : false;
const server = makeCurveKeys();
const client = makeCurveKeys();
/** As pyzmq names them. */
const serverOptions = JSON.stringify({ server: true, publickey: server.publicKey, secretkey: server.secretKey });
const clientOptions = JSON.stringify({
  serverkey: server.publicKey,
  publickey: client.publicKey,
  secretkey: client.secretKey,
});

function take(socket: ClientSocket | ServerSocket, count: number): Promise<Frames[]> {
  const all: Frames[] = [];
  return new Promise((resolve) => {
    socket.onMessages((messages) => {
      all.push(...messages);
      if (all.length >= count) resolve(all);
    });
  });
}

describe('CURVE with libzmq', { skip, timeout: 60_000 }, () => {
  for (const [type, theirs] of [
    ['DEALER', 'ROUTER'],
    ['REQ', 'REP'],
  ] as const) {
    it(`our ${type} is answered by its ${theirs}`, async () => {
      const peer = startPeer(python, script, [
        'echo',
        theirs,
        'tcp://127.0.0.1:*',
        String(sizes.length),
        serverOptions,
      ]);
      const endpoint = String((await peer.line()).endpoint);
      await using socket = connect(type, endpoint, {
        identity: 'me',
        curve: { serverKey: server.publicKey, ...client },
      });
      const answers = take(socket, sizes.length);
      for (const size of sizes) assert.ok(socket.send([Buffer.alloc(size, 7), Buffer.from('end')]));
      assert.deepEqual(
        (await answers).map((frames) => frames.map(String)),
        sizes.map((size) => [String(Buffer.alloc(size, 7)), 'end']),
      );
      await peer.ended();
    });
  }

  it('our SUB hears its XPUB, with keys made for the occasion', async () => {
    const peer = startPeer(python, script, [
      'publish',
      'XPUB',
      'tcp://127.0.0.1:*',
      JSON.stringify(sizes),
      serverOptions,
    ]);
    const endpoint = String((await peer.line()).endpoint);
    await using socket = connect('SUB', endpoint, { subscribe: ['top'], curve: { serverKey: server.publicKey } });
    const heard = take(socket, sizes.length);
    assert.deepEqual(await peer.line(), { subscription: '01746f70' });
    assert.deepEqual(
      (await heard).map((frames) => frames.map((frame) => frame.length)),
      sizes.map((size) => [5, size, 0]),
    );
    await peer.ended();
  });

  for (const [type, ours] of [
    ['DEALER', 'ROUTER'],
    ['REQ', 'REP'],
  ] as const) {
    it(`its ${type} is answered by our ${ours}`, async () => {
      await using socket = await bind(ours, 'tcp://127.0.0.1:0', { curve: server });
      socket.onMessages((messages) => {
        for (const frames of messages) socket.send(frames);
      });
      const peer = startPeer(python, script, ['ask', type, socket.endpoint, JSON.stringify(sizes), clientOptions]);
      assert.deepEqual(await peer.line(), { answers: sizes.map((size) => [size]) });
      await peer.ended();
    });
  }

  it('its SUB hears our PUB', async () => {
    await using socket = await bind('PUB', 'tcp://127.0.0.1:0', { curve: server });
    const subscribed = new Promise<Buffer>((resolve) => socket.onSubscribe(resolve));
    const peer = startPeer(python, script, ['listen', 'SUB', socket.endpoint, String(sizes.length), clientOptions]);
    assert.equal((await subscribed).length, 0);
    for (const size of sizes) assert.ok(socket.send([Buffer.from('topic'), Buffer.alloc(size)]));
    assert.deepEqual(await peer.line(), { lengths: sizes.map((size) => [5, size]) });
    await peer.ended();
  });
});

describe('CURVE among ourselves', { timeout: 60_000 }, () => {
  it('lets nobody on the way read', async () => {
    await using socket = await bind('ROUTER', 'tcp://127.0.0.1:0', { curve: server });
    const seen: Buffer[] = [];
    const between = createServer((one) => {
      const other = createConnection({ port: socket.port, host: '127.0.0.1' });
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        from.on('error', () => to.destroy());
        from.on('data', (chunk: Buffer) => seen.push(chunk)).pipe(to);
      }
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const { port } = between.address() as { port: number };
    socket.onMessages((messages) => {
      for (const frames of messages) socket.send(frames);
    });
    await using friend = connect('DEALER', `tcp://127.0.0.1:${port}`, { curve: { serverKey: server.publicKey } });
    const answers = take(friend, 1);
    friend.send([Buffer.from('a secret that is long enough to be found')]);
    assert.equal(String((await answers)[0]), 'a secret that is long enough to be found');
    assert.ok(Buffer.concat(seen).includes('MESSAGE'));
    assert.ok(!Buffer.concat(seen).includes('secret'));
    between.close();
  });

  it('comes back after a lost connection', async () => {
    const first = await bind('ROUTER', 'tcp://127.0.0.1:0', { curve: server });
    const { endpoint } = first;
    await using socket = connect('DEALER', endpoint, { identity: 'me', curve: { serverKey: server.publicKey } });
    const [[, text] = []] = await new Promise<readonly Frames[]>((resolve) => {
      first.onMessages(resolve);
      socket.send([Buffer.from('one')]);
    });
    assert.equal(String(text), 'one');
    await first.close();
    await waitUntil(() => socket.state === 'connecting', 'the loss');
    assert.ok(socket.send([Buffer.from('two')]));
    await using second = await bind('ROUTER', endpoint, { curve: server });
    const [[, again] = []] = await new Promise<readonly Frames[]>((resolve) => second.onMessages(resolve));
    assert.equal(String(again), 'two');
  });

  it('refuses who has another key, and who does not encrypt', async () => {
    await using socket = await bind('ROUTER', 'tcp://127.0.0.1:0', { curve: server });
    for (const curve of [{ serverKey: makeCurveKeys().publicKey }, undefined]) {
      await using stranger = connect('DEALER', socket.endpoint, { curve, reconnect: false });
      await waitUntil(() => stranger.state === 'closed', 'the refusal');
    }
    assert.equal(socket.peers, 0);
    await using plain = await bind('ROUTER', 'tcp://127.0.0.1:0');
    const reasons: string[] = [];
    await using secret = connect('DEALER', plain.endpoint, { curve: { serverKey: server.publicKey } });
    secret.onState((_state, reason) => reason && reasons.push(reason.message));
    await waitUntil(() => reasons.length > 0, 'the refusal');
    assert.match(reasons[0] ?? '', /the mechanism "NULL", not CURVE/);
  });

  it('closes a peer that sends something else than the handshake, and serves others', async () => {
    await using socket = await bind('ROUTER', 'tcp://127.0.0.1:0', { curve: server, limits: { handshakeMs: 500 } });
    for (const bytes of [
      Buffer.from('\x04\x06\x05HELLO', 'latin1'),
      Buffer.concat([Buffer.from('\x04\xc8\x05HELLO\x01\x00', 'latin1'), Buffer.alloc(192)]),
      Buffer.from('\x04\x09\x08INITIATE', 'latin1'),
      Buffer.from('\x00\x01a', 'latin1'),
      Buffer.from([2, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
    ]) {
      const peer = rawConnect(socket.port);
      peer.socket.write(Buffer.concat([rawGreeting(1, 'CURVE'), bytes]));
      await peer.closed;
    }
    await using friend = connect('DEALER', socket.endpoint, { curve: { serverKey: server.publicKey } });
    await waitUntil(() => friend.state === 'connected', 'the friend');
  });

  it('refuses keys that are none, without showing them', () => {
    assert.throws(() => connect('SUB', 'tcp://127.0.0.1:1', { curve: { serverKey: 'short' } }), {
      name: 'TypeError',
      message: 'The CURVE server key is not 40 characters of Z85.',
    });
  });
});
