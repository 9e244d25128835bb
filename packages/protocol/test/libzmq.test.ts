import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bind, type ClientSocket, connect, type Frames, type ServerSocket } from '@himalia/protocol';
import { pythonWith, startPeer } from './python.ts';

const python = pythonWith('zmq') ?? '';
const script = join(import.meta.dirname, 'libzmq-peer.py');
const folder = await mkdtemp(join(tmpdir(), 'himalia-zmtp-'));
const sizes = [0, 1, 255, 256, 70_000, 5_000_000, 3];
const skip = python === '' ? 'no Python with pyzmq (set HIMALIA_PYTHON)' : false;
const endpoints = [
  ['tcp', 'tcp://127.0.0.1:0'],
  ['ipc', `ipc://${join(folder, 'socket')}`],
] as const;

function take(socket: ClientSocket | ServerSocket, count: number): Promise<Frames[]> {
  const all: Frames[] = [];
  return new Promise((resolve) => {
    socket.onMessages((messages) => {
      all.push(...messages);
      if (all.length >= count) resolve(all);
    });
  });
}

after(() => rm(folder, { recursive: true }));

describe('our clients with libzmq servers', { skip, timeout: 60_000 }, () => {
  for (const [name, endpoint] of endpoints) {
    for (const [type, server] of [
      ['DEALER', 'ROUTER'],
      ['REQ', 'REP'],
    ] as const) {
      it(`${type} is answered by ${server} over ${name}`, async () => {
        const bound = endpoint.replace(/:0$/, ':*');
        const peer = startPeer(python, script, ['echo', server, bound, String(sizes.length)]);
        await using socket = connect(type, String((await peer.line()).endpoint), { identity: 'himalia' });
        const answers = take(socket, sizes.length);
        for (const size of sizes) assert.ok(socket.send([Buffer.alloc(size, 7), Buffer.from('end')]));
        assert.deepEqual(
          (await answers).map((frames) => frames.map(String)),
          sizes.map((size) => [String(Buffer.alloc(size, 7)), 'end']),
        );
        await peer.ended();
      });
    }

    it(`SUB hears XPUB over ${name}`, async () => {
      const peer = startPeer(python, script, ['publish', 'XPUB', endpoint.replace(/:0$/, ':*'), JSON.stringify(sizes)]);
      await using socket = connect('SUB', String((await peer.line()).endpoint), { subscribe: ['top'] });
      const heard = take(socket, sizes.length);
      assert.deepEqual(await peer.line(), { subscription: '01746f70' });
      assert.deepEqual(
        (await heard).map((frames) => frames.map((frame) => frame.length)),
        sizes.map((size) => [5, size, 0]),
      );
      await peer.ended();
    });
  }
});

describe('libzmq clients with our servers', { skip, timeout: 60_000 }, () => {
  for (const [name, endpoint] of endpoints) {
    for (const [type, server] of [
      ['DEALER', 'ROUTER'],
      ['REQ', 'REP'],
      ['REQ', 'ROUTER'],
    ] as const) {
      it(`${type} is answered by ${server} over ${name}`, async () => {
        await using socket = await bind(server, endpoint);
        socket.onMessages((messages) => {
          for (const frames of messages) socket.send(frames);
        });
        const peer = startPeer(python, script, ['ask', type, socket.endpoint, JSON.stringify(sizes)]);
        assert.deepEqual(await peer.line(), { answers: sizes.map((size) => [size]) });
        await peer.ended();
      });
    }

    it(`SUB hears PUB over ${name}`, async () => {
      await using socket = await bind('PUB', endpoint);
      const subscribed = new Promise<Buffer>((resolve) => socket.onSubscribe(resolve));
      const peer = startPeer(python, script, ['listen', 'SUB', socket.endpoint, String(sizes.length)]);
      assert.equal((await subscribed).length, 0);
      for (const size of sizes) assert.ok(socket.send([Buffer.from('topic'), Buffer.alloc(size)]));
      assert.deepEqual(await peer.line(), { lengths: sizes.map((size) => [5, size]) });
      await peer.ended();
    });
  }
});
