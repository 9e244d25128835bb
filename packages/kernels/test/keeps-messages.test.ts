import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KernelClient, type Received, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, pauseOf, startKernel } from './support/kernel-server.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

function numbers(received: readonly Received[], cell: string): number[] {
  return received
    .filter(({ type, parentId }) => type === 'display_data' && parentId === cell)
    .map(({ content }) => Number.parseInt(String((content.data as Record<string, string>)['text/plain']), 10));
}

/** A client that is cut off while its cell waits for the last word; answers when the rest is done. */
async function cutBefore(at: TestServer, id: string, commands: string, protocol: 'v1' | 'json' = 'v1') {
  const first = await KernelClient.connect(at, id, { protocol });
  const pause = pauseOf(at);
  const cell = first.execute(`${pause.command}\n${commands}`);
  await first.find(({ type, parentId }) => type === 'execute_input' && parentId === cell);
  first.socket.terminate();
  await gone(id, 0, at);
  pause.go();
  await eventually('done', async () => (await kernel(at, id))?.execution_state === 'idle');
  return { session: first.session, cell };
}

async function gone(id: string, connections: number, at: TestServer = server): Promise<void> {
  await eventually('the client is gone', async () => (await kernel(at, id))?.connections === connections);
}

for (const protocol of ['v1', 'json'] as const) {
  test(`away (${protocol}): who returns with its session gets reply and output in order (SPEC 15)`, async () => {
    const { id } = await startKernel(server);
    const { session, cell } = await cutBefore(server, id, 'displays 50 10\nprint end', protocol);
    await using second = await KernelClient.connect(server, id, { protocol, session });
    assert.equal((await second.reply(cell)).content.status, 'ok');
    await second.idle(cell);
    assert.deepEqual(
      numbers(second.received, cell),
      Array.from({ length: 50 }, (_, index) => index),
    );
    assert.equal(second.text(cell), 'end\n');
    assert.equal(await second.run('print live'), 'live\n');
  });
}

test('away: two clients are kept in mind, also while a third one watches', async () => {
  const { id } = await startKernel(server);
  const [one, two] = [await KernelClient.connect(server, id), await KernelClient.connect(server, id)];
  await using watcher = await KernelClient.connect(server, id);
  await one.close();
  await two.close();
  await gone(id, 1);
  const cell = watcher.execute('print seen by all');
  await watcher.idle(cell);
  for (const { session } of [one, two]) {
    await using back = await KernelClient.connect(server, id, { session });
    await back.idle(cell);
    assert.equal(back.text(cell), 'seen by all\n');
    assert.deepEqual(
      back.received.filter(({ channel }) => channel !== 'iopub'),
      [],
    );
  }
});

test('away: more than the journal keeps is left out, oldest first, and the client is told how many (SPEC 17)', async () => {
  await using small = await bootKernels({ journalMegabytes: 1 });
  const { id } = await startKernel(small);
  const { session, cell } = await cutBefore(small, id, 'displays 5000 300');
  await using second = await KernelClient.connect(small, id, { session });
  // Its reply may have come before the last output, and be gone with the oldest segment.
  await second.idle(cell);
  const kept = numbers(second.received, cell);
  assert.ok(kept.length > 500 && kept.length < 3000, `${kept.length} kept`);
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, index) => 5000 - kept.length + index),
  );
  const [, missing] = /^\[(\d+) messages left out: more came than .* keeps\]\n$/.exec(second.text(cell)) ?? [];
  // Besides the displays, what the first connection had not acknowledged before it was cut.
  const others = Number(missing) - (5000 - kept.length);
  assert.ok(others >= 0 && others < 5, `${missing} missing, ${kept.length} kept`);
});

test('away: stream messages merge (SPEC 16)', async () => {
  const { id } = await startKernel(server);
  const { session, cell } = await cutBefore(server, id, 'streams 10000 10');
  await using second = await KernelClient.connect(server, id, { session });
  await second.idle(cell);
  const expected = Array.from({ length: 10_000 }, (_, index) => `${index} xxxxxxxxxx\n`).join('');
  assert.ok(second.text(cell) === expected, 'all of the text');
  assert.ok(second.received.filter(({ type }) => type === 'stream').length < 10);
});

test('takeover: a second connection of a session closes the first without a code and goes on (SPEC 13)', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const cell = first.execute(`${pause.command}\nprint late`);
  const closed = first.closed();
  await using second = await KernelClient.connect(server, id, { session: first.session });
  assert.equal(await closed, 1005);
  pause.go();
  await second.reply(cell);
  await second.idle(cell);
  assert.equal(second.text(cell), 'late\n');
  assert.equal((await kernel(server, id))?.connections, 1);
});

test('slow: a client that does not read delays nobody, costs bounded memory, and gets all of it (SPEC 16)', async () => {
  const { id } = await startKernel(server);
  const slow = await KernelClient.connect(server, id);
  await using quick = await KernelClient.connect(server, id);
  slow.socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  const cells: string[] = [];
  for (let portion = 0; portion < 6; portion++) {
    const cell = quick.execute('streams 10000 1000');
    await quick.idle(cell);
    quick.received.length = 0;
    cells.push(cell);
  }
  globalThis.gc?.();
  const grown = (process.memoryUsage().arrayBuffers - before) / 1024 / 1024;
  assert.ok(grown < 60, `${grown} MB more than before`);
  slow.socket.resume();
  await slow.idle(cells.at(-1) ?? '');
  const expected = Array.from({ length: 10_000 }, (_, index) => `${index} ${'x'.repeat(1000)}\n`).join('');
  for (const cell of cells) assert.ok(slow.text(cell) === expected, 'all of the text');
  assert.equal(await slow.run('print again'), 'again\n');
  await slow.close();
});
