import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestServer } from '@himalia/testing';
import { KernelClient, type Received } from './support/kernel-client.ts';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels({ keptMegabytes: 1, keptMessages: 2000 });
});
after(() => server.stop());

function numbers(received: readonly Received[], cell: string): number[] {
  return received
    .filter(({ type, parentId }) => type === 'display_data' && parentId === cell)
    .map(({ content }) => Number.parseInt(String((content.data as Record<string, string>)['text/plain']), 10));
}

async function gone(id: string, connections: number): Promise<void> {
  await eventually('the client is gone', async () => (await kernel(server, id))?.connections === connections);
}

for (const protocol of ['v1', 'json'] as const) {
  test(`away (${protocol}): who returns with its session gets reply and output in order (SPEC 14)`, async () => {
    const { id } = await startKernel(server);
    const first = await KernelClient.connect(server, id, { protocol });
    const cell = first.execute('sleep 400\ndisplays 50 10\nprint end');
    await first.find(({ type, parentId }) => type === 'execute_input' && parentId === cell);
    first.socket.terminate();
    await gone(id, 0);
    await eventually('done', async () => (await kernel(server, id))?.execution_state === 'idle');
    await using second = await KernelClient.connect(server, id, { protocol, session: first.session });
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

test('away: more than is kept is left out, oldest first, and the client is told how many (SPEC 16)', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const cell = first.execute('sleep 300\ndisplays 5000 10');
  await first.find(({ type, parentId }) => type === 'execute_input' && parentId === cell);
  first.socket.terminate();
  await gone(id, 0);
  await eventually('done', async () => (await kernel(server, id))?.execution_state === 'idle');
  await using second = await KernelClient.connect(server, id, { session: first.session });
  assert.equal((await second.reply(cell)).content.status, 'ok');
  await second.idle(cell);
  const kept = numbers(second.received, cell);
  assert.ok(kept.length > 500 && kept.length < 2000, `${kept.length} kept`);
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, index) => 5000 - kept.length + index),
  );
  const notice = second.text(cell);
  assert.equal(
    notice,
    `[${5000 - kept.length} messages of output left out: more came than is kept for a browser that is away or slow]\n`,
  );
});

test('away: stream messages merge, so that nothing of much text is lost', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const cell = first.execute('sleep 300\nstreams 10000 10');
  await first.find(({ type, parentId }) => type === 'execute_input' && parentId === cell);
  first.socket.terminate();
  await gone(id, 0);
  await eventually('done', async () => (await kernel(server, id))?.execution_state === 'idle');
  await using second = await KernelClient.connect(server, id, { session: first.session });
  await second.idle(cell);
  const expected = Array.from({ length: 10_000 }, (_, index) => `${index} xxxxxxxxxx\n`).join('');
  assert.equal(second.text(cell), expected);
  assert.ok(second.received.filter(({ type }) => type === 'stream').length < 10);
});

test('takeover: a second connection of a session closes the first without a code and goes on (SPEC 13)', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const cell = first.execute('sleep 500\nprint late');
  const closed = first.closed();
  await using second = await KernelClient.connect(server, id, { session: first.session });
  assert.equal(await closed, 1005);
  await second.reply(cell);
  await second.idle(cell);
  assert.equal(second.text(cell), 'late\n');
  assert.equal((await kernel(server, id))?.connections, 1);
});

test('slow: a client that does not read delays nobody and costs bounded memory (SPEC 15)', async () => {
  const { id } = await startKernel(server);
  const slow = await KernelClient.connect(server, id);
  await using quick = await KernelClient.connect(server, id);
  slow.socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  // In portions that are less than what is kept for one client: the quick one, in this same process, may lag as well.
  const cells: string[] = [];
  for (let portion = 0; portion < 6; portion++) {
    const cell = quick.execute('streams 10000 1000');
    await quick.idle(cell);
    assert.ok(quick.text(cell).length > 10_000_000);
    quick.received.length = 0;
    cells.push(cell);
  }
  globalThis.gc?.();
  const grown = (process.memoryUsage().arrayBuffers - before) / 1024 / 1024;
  assert.ok(grown < 60, `${grown} MB more than before`);
  slow.socket.resume();
  await slow.idle(cells.at(-1) ?? '');
  assert.match(cells.map((cell) => slow.text(cell)).join(''), /\[\d+ messages? of output left out/);
  assert.equal(await slow.run('print again'), 'again\n');
  await slow.close();
});
