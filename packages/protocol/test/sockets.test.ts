import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { bind, type ClientSocket, connect } from '@himalia/protocol';
import { rawConnect, rawGreeting, rawReady, rawServer } from './raw-peer.ts';
import { waitUntil } from './wait-until.ts';

function collect(socket: ClientSocket): string[] {
  const texts: string[] = [];
  socket.onMessages((messages) => {
    for (const frames of messages) texts.push(frames.map(String).join('|'));
  });
  return texts;
}

describe('sockets that connect', { timeout: 60_000 }, () => {
  it('wait for the peer to appear, and for its return on the same port', async () => {
    const first = await bind('ROUTER', 'tcp://127.0.0.1:0');
    const { endpoint } = first;
    await first.close();
    await using client = connect('DEALER', endpoint, { identity: 'me' });
    const states: string[] = [];
    client.onState((state) => states.push(state));
    assert.ok(client.send([Buffer.from('early')]));
    for (const text of ['early', 'between']) {
      const server = await bind('ROUTER', endpoint);
      const came = new Promise<string>((resolve) =>
        server.onMessages((messages) => resolve(messages.map((frames) => frames.map(String).join('|')).join())),
      );
      assert.equal(await came, `me|${text}`);
      await server.close();
      await waitUntil(() => client.state === 'connecting', 'the loss');
      client.send([Buffer.from('between')]);
    }
    assert.deepEqual(
      states.filter((state, index) => state !== states[index - 1]),
      ['connecting', 'connected', 'connecting', 'connected', 'connecting'],
    );
  });

  for (const transient of [false, true]) {
    it(`keep the order of many messages of all sizes${transient ? ', transient' : ''}`, async () => {
      await using server = await bind('ROUTER', 'tcp://127.0.0.1:0');
      server.onMessages((messages) => {
        for (const frames of messages) server.send(frames);
      });
      await using client = connect('DEALER', server.endpoint, { transient });
      const lengths: number[] = [];
      client.onMessages((messages) => {
        for (const [number, body] of messages) lengths.push(Number(number), body?.length ?? -1);
      });
      const expected: number[] = [];
      for (let index = 0; index < 3000; index++) {
        const size = (index * 7919) % (index % 50 === 0 ? 300_000 : 3000);
        expected.push(index, size);
        assert.ok(client.send([Buffer.from(String(index)), Buffer.alloc(size)]));
        if (index % 100 === 0) await wait(0);
      }
      await waitUntil(() => lengths.length === expected.length, 'every echo');
      assert.deepEqual(lengths, expected);
    });
  }

  it('hold no more than the high water mark', async () => {
    await using client = connect('DEALER', 'tcp://127.0.0.1:1', { highWaterMark: 10_000 });
    assert.ok(client.send([Buffer.alloc(20_000)]), 'a large one alone is taken');
    assert.equal(client.send([Buffer.alloc(1)]), false);
    assert.ok(client.pending >= 20_000);
    await using empty = connect('DEALER', 'tcp://127.0.0.1:1', { highWaterMark: 10_000 });
    let taken = 0;
    while (empty.send([Buffer.alloc(0)])) taken += 1;
    assert.ok(taken < 200, `${taken} empty messages`);
  });

  it('send what waits before they close', async () => {
    await using server = await bind('ROUTER', 'tcp://127.0.0.1:0');
    let bytes = 0;
    server.onMessages((messages) => {
      for (const [, body] of messages) bytes += body?.length ?? 0;
    });
    const client = connect('DEALER', server.endpoint);
    await waitUntil(() => client.state === 'connected', 'the connection');
    for (let index = 0; index < 20; index++) client.send([Buffer.alloc(1_000_000)]);
    await client.close(20_000);
    await waitUntil(() => bytes === 20_000_000, 'all bytes');
  });

  it('close though the peer reads nothing', async () => {
    const { server, endpoint } = await rawServer(({ socket }) => {
      socket.write(Buffer.concat([rawGreeting(1), rawReady('ROUTER')]));
      socket.pause();
    });
    const client = connect('DEALER', endpoint);
    await waitUntil(() => client.state === 'connected', 'the connection');
    client.send([Buffer.alloc(50_000_000)]);
    await client.close(100);
    assert.equal(client.state, 'closed');
    server.close();
  });

  it('stop reading while paused, and lose nothing', async () => {
    await using server = await bind('PUB', 'tcp://127.0.0.1:0');
    await using client = connect('SUB', server.endpoint);
    const texts = collect(client);
    await new Promise((resolve) => server.onSubscribe(resolve));
    client.pause();
    for (let index = 0; index < 100; index++) server.send([Buffer.from(String(index))]);
    await wait(100);
    assert.deepEqual(texts, []);
    client.resume();
    await waitUntil(() => texts.length === 100, 'all messages');
  });
});

describe('sockets that listen', { timeout: 60_000 }, () => {
  it('tell the port they chose and refuse one in use', async () => {
    await using server = await bind('ROUTER', 'tcp://127.0.0.1:0');
    assert.equal(server.endpoint, `tcp://127.0.0.1:${server.port}`);
    await assert.rejects(bind('ROUTER', server.endpoint), { code: 'EADDRINUSE' });
  });

  it('give a routing id in use to the newcomer', async () => {
    await using server = await bind('ROUTER', 'tcp://127.0.0.1:0');
    await using old = connect('DEALER', server.endpoint, { identity: 'same', reconnect: false });
    await waitUntil(() => server.peers === 1, 'the first');
    await using young = connect('DEALER', server.endpoint, { identity: 'same' });
    const texts = collect(young);
    await waitUntil(() => old.state === 'closed', 'the end of the first');
    await waitUntil(() => server.send([Buffer.from('same'), Buffer.from('hello')]), 'the second');
    await waitUntil(() => texts.length === 1, 'the message');
    assert.equal(server.send([Buffer.from('nobody'), Buffer.from('hello')]), false);
  });

  it('drop for a subscriber that does not read, and for no other', async () => {
    await using server = await bind('PUB', 'tcp://127.0.0.1:0', { highWaterMark: 1_000_000 });
    let subscribers = 0;
    server.onSubscribe(() => {
      subscribers += 1;
    });
    const stuck = rawConnect(server.port);
    stuck.socket.write(Buffer.concat([rawGreeting(0), rawReady('SUB'), Buffer.from([0, 1, 1])]));
    await waitUntil(() => subscribers === 1, 'the one that is stuck');
    stuck.socket.pause();
    await using client = connect('SUB', server.endpoint);
    const texts = collect(client);
    await waitUntil(() => subscribers === 2, 'the one that reads');
    let complete = true;
    for (let index = 0; index < 500; index++) {
      complete = server.send([Buffer.alloc(100_000)]) && complete;
      await waitUntil(() => texts.length === index + 1, `message ${index}`);
    }
    assert.equal(complete, false);
    stuck.socket.destroy();
  });

  it('replace a socket file that nobody listens on, and make it private', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'himalia-ipc-'));
    const path = join(folder, 'socket');
    await using server = await bind('REP', `ipc://${path}`);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    await assert.rejects(bind('REP', `ipc://${path}`), { code: 'EADDRINUSE' });
    await server.close();
    await using _again = await bind('REP', `ipc://${path}`);
    await rm(folder, { recursive: true });
  });

  it('answer requests in order, each to its asker', async () => {
    await using server = await bind('REP', 'tcp://127.0.0.1:0');
    server.onMessages((messages) => {
      for (const frames of messages) server.send([Buffer.from('re'), ...frames]);
    });
    assert.equal(server.send([Buffer.from('unasked')]), false);
    const clients = ['a', 'b'].map((name) => ({ name, socket: connect('REQ', server.endpoint) }));
    for (const { name, socket } of clients) {
      const texts = collect(socket);
      for (let index = 0; index < 3; index++) socket.send([Buffer.from(name + index)]);
      await waitUntil(() => texts.length === 3, 'the answers');
      assert.deepEqual(texts, [`re|${name}0`, `re|${name}1`, `re|${name}2`]);
      await socket.close();
    }
  });
});
