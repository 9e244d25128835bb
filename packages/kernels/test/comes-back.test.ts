import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, pauseOf, startKernel } from './support/kernel-server.ts';
import { SilentProxy } from './support/silent-proxy.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

const lines = Array.from({ length: 40 }, (_, line) => line);
const text40 = lines.map((line) => `${line}\n`).join('');

async function gone(id: string, connections = 0): Promise<void> {
  await eventually('the client is gone', async () => (await kernel(server, id))?.connections === connections);
}

/** What clients got of a cell together. What was on its way when one left comes again, under the id that it had (SPEC 15). */
function textOf(cell: string, ...clients: readonly KernelClient[]): string {
  const byId = new Map(clients.flatMap(({ received }) => received).map((message) => [message.id, message]));
  const streams = [...byId.values()].filter(({ type, parentId }) => type === 'stream' && parentId === cell);
  return streams.map(({ content }) => content.text).join('');
}

/** A client whose cell prints 40 lines, one at a time, and waits after ten of them. */
async function begun(id: string, at: Pick<TestServer, 'socket'> = server, protocol: 'v1' | 'json' = 'v1') {
  const first = await KernelClient.connect(at, id, { protocol });
  const { command, go } = pauseOf(server);
  const printing = lines.map((line) => `print ${line}\nsleep 5`);
  const cell = first.execute(printing.toSpliced(10, 0, command).join('\n'));
  await first.find(() => first.text(cell).endsWith('9\n'), 'ten lines');
  return { first, cell, go };
}

for (const protocol of ['v1', 'json'] as const) {
  test(`comes back (${protocol}): the network goes silent and is cut; 40 of 40 lines, in order and once (SPEC 15)`, async () => {
    const { id } = await startKernel(server);
    await using proxy = await SilentProxy.before(server);
    const { first, cell, go } = await begun(id, proxy, protocol);
    proxy.silence();
    go();
    await eventually('the kernel went on', async () => (await kernel(server, id))?.execution_state === 'idle');
    assert.ok(!first.text(cell).includes('10\n'));
    proxy.cut();
    await gone(id);
    await using second = await KernelClient.connect(server, id, { protocol, session: first.session });
    await second.idle(cell);
    assert.equal((await second.reply(cell)).content.status, 'ok');
    assert.equal(textOf(cell, first, second), text40);
  });
}

test('comes back: a page loaded again gets what its predecessor missed, and its replies (SPEC 18)', async () => {
  const { id } = await startKernel(server);
  const { first, cell, go } = await begun(id);
  await first.close();
  await gone(id);
  go();
  await using second = await KernelClient.connect(server, id);
  await second.idle(cell);
  assert.equal((await second.reply(cell)).content.status, 'ok');
  assert.equal(textOf(cell, first, second), text40);
  await using third = await KernelClient.connect(server, id);
  assert.equal(await third.run('print mine'), 'mine\n');
  assert.equal(third.text(cell), '');
});

test('comes back: nobody takes the place of who left long ago while others are connected, or twice (SPEC 18)', async () => {
  const { id } = await startKernel(server);
  const { first, cell, go } = await begun(id);
  await using watcher = await KernelClient.connect(server, id);
  await first.close();
  await gone(id, 1);
  go();
  await watcher.idle(cell);
  await using successor = await KernelClient.connect(server, id);
  await using another = await KernelClient.connect(server, id);
  await successor.idle(cell);
  assert.equal(textOf(cell, first, successor), text40);
  assert.equal(await another.run('print mine'), 'mine\n');
  assert.equal(another.text(cell), '');
});

test('comes back: an execute_request that the kernel had already is replayed, not run again (SPEC 19)', async () => {
  const { id } = await startKernel(server);
  const { first, cell, go } = await begun(id);
  await first.close();
  await gone(id);
  go();
  await using second = await KernelClient.connect(server, id);
  second.executeAgain(cell, '');
  // Depending on when it asked, what it had taken over already comes again from the beginning; nothing is left out.
  await second.find(() => second.text(cell).endsWith(text40), 'all of the text');
  assert.equal((await second.reply(cell)).content.status, 'ok');
  await using third = await KernelClient.connect(server, id);
  third.executeAgain(cell, '');
  await third.idle(cell);
  assert.equal((await third.reply(cell)).content.status, 'ok');
  assert.equal(third.text(cell), text40);
  assert.equal(third.received.filter(({ type }) => type === 'execute_input').length, 1);
});

test('comes back: an input request goes to who sent its cell last (SPEC 19)', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const pause = pauseOf(server);
  const cell = first.execute(`${pause.command}\ninput name?`);
  await first.find(({ type, parentId }) => type === 'execute_input' && parentId === cell);
  await first.close();
  await gone(id);
  pause.go();
  await using second = await KernelClient.connect(server, id);
  second.executeAgain(cell, '');
  await second.find(({ type }) => type === 'input_request');
  second.send('stdin', 'input_reply', { value: 'Ada', status: 'ok' });
  await second.idle(cell);
  assert.match(second.text(cell), /you said Ada/);
});

test('comes back: what was asked and answered is shown, and not asked again (SPEC 19)', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const cell = first.execute('input name?\ninput age?');
  const asks = (client: KernelClient) => client.received.filter(({ type }) => type === 'input_request');
  await first.find(({ type }) => type === 'input_request');
  first.send('stdin', 'input_reply', { value: 'Ada', status: 'ok' });
  await first.find(({ content }) => content.prompt === 'age?');
  await first.close();
  await gone(id);
  await using second = await KernelClient.connect(server, id);
  second.executeAgain(cell, '');
  await second.find(() => second.text(cell).endsWith('name? Ada\nyou said Ada\n'), 'what was asked and answered');
  await second.find(({ type }) => type === 'input_request');
  assert.deepEqual([...new Set(asks(second).map(({ content }) => content.prompt))], ['age?']);
  second.send('stdin', 'input_reply', { value: '36', status: 'ok' });
  await second.idle(cell);
});

test('comes back: who skips gets replies and status of what it missed, and no other output (SPEC 20)', async () => {
  const { id } = await startKernel(server);
  const { first, cell, go } = await begun(id);
  await first.close();
  go();
  await eventually('done', async () => (await kernel(server, id))?.execution_state === 'idle');
  await using second = await KernelClient.connect(server, id, { session: first.session, query: '&skip=true' });
  await second.idle(cell);
  await second.reply(cell);
  assert.equal(second.text(cell), '');
  assert.equal(await second.run('print new'), 'new\n');
});

test('comes back: the journal is removed with the kernel (SPEC 14)', async () => {
  const { id } = await startKernel(server);
  const folder = `${server.folder}/runtime/himalia/journals/${id}`;
  assert.ok(existsSync(folder));
  assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
  assert.ok(!existsSync(folder));
});
