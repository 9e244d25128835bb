import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';
import { SilentProxy } from './support/silent-proxy.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

/** A cell that prints 40 lines, one at a time. */
const cell40 = Array.from({ length: 40 }, (_, line) => `print ${line}\nsleep 20`).join('\n');
const text40 = Array.from({ length: 40 }, (_, line) => `${line}\n`).join('');

async function gone(id: string, connections = 0): Promise<void> {
  await eventually('the client is gone', async () => (await kernel(server, id))?.connections === connections);
}

/** Waits for a line; lines that came together may be one message. */
async function printed(client: KernelClient, cell: string, line: number): Promise<void> {
  await client.find(() => client.text(cell).includes(`${line}\n`), `line ${line}`);
}

async function begun(id: string): Promise<{ first: KernelClient; cell: string }> {
  const first = await KernelClient.connect(server, id);
  const cell = first.execute(cell40);
  await printed(first, cell, 3);
  return { first, cell };
}

for (const protocol of ['v1', 'json'] as const) {
  test(`comes back (${protocol}): the network goes silent and is cut; 40 of 40 lines, in order and once (SPEC 15)`, async () => {
    const { id } = await startKernel(server);
    await using proxy = await SilentProxy.before(server);
    const first = await KernelClient.connect(proxy, id, { protocol });
    const cell = first.execute(cell40);
    await printed(first, cell, 9);
    proxy.silence();
    await eventually('the kernel went on', async () => (await kernel(server, id))?.execution_state === 'idle');
    assert.ok(!first.text(cell).includes('39'));
    proxy.cut();
    await gone(id);
    await using second = await KernelClient.connect(server, id, { protocol, session: first.session });
    await second.idle(cell);
    assert.equal((await second.reply(cell)).content.status, 'ok');
    // The answer to the ping behind the last line that came may have been lost in the silence.
    const had = new Set(first.received.map((message) => message.id));
    const again = second.received.filter((message) => had.has(message.id));
    assert.ok(again.length <= 1, `${again.length} came twice`);
    second.received.splice(0, again.length);
    assert.equal(first.text(cell) + second.text(cell), text40);
  });
}

test('comes back: a page loaded again gets what its predecessor missed, and its replies (SPEC 18)', async () => {
  const { id } = await startKernel(server);
  const { first, cell } = await begun(id);
  await first.close();
  await gone(id);
  await using second = await KernelClient.connect(server, id);
  await second.idle(cell);
  assert.equal((await second.reply(cell)).content.status, 'ok');
  assert.equal(first.text(cell) + second.text(cell), text40);
  await using third = await KernelClient.connect(server, id);
  assert.equal(await third.run('print mine'), 'mine\n');
  assert.equal(third.text(cell), '');
});

test('comes back: nobody takes the place of who left long ago while others are connected, or twice (SPEC 18)', async () => {
  const { id } = await startKernel(server);
  const { first, cell } = await begun(id);
  await using watcher = await KernelClient.connect(server, id);
  await first.close();
  await gone(id, 1);
  await watcher.idle(cell);
  await using successor = await KernelClient.connect(server, id);
  await using another = await KernelClient.connect(server, id);
  await successor.idle(cell);
  assert.equal(first.text(cell) + successor.text(cell), text40);
  assert.equal(await another.run('print mine'), 'mine\n');
  assert.equal(another.text(cell), '');
});

test('comes back: an execute_request that the kernel had already is replayed, not run again (SPEC 19)', async () => {
  const { id } = await startKernel(server);
  const { first, cell } = await begun(id);
  await first.close();
  await gone(id);
  await using second = await KernelClient.connect(server, id);
  second.executeAgain(cell, cell40);
  await second.idle(cell);
  assert.equal((await second.reply(cell)).content.status, 'ok');
  // Depending on when it asked, what it had taken over already comes again from the beginning; nothing is left out.
  assert.ok(second.text(cell).endsWith(text40));
  await using third = await KernelClient.connect(server, id);
  third.executeAgain(cell, cell40);
  await third.idle(cell);
  assert.equal((await third.reply(cell)).content.status, 'ok');
  assert.equal(third.text(cell), text40);
  assert.equal(third.received.filter(({ type }) => type === 'execute_input').length, 1);
});

test('comes back: an input request goes to who sent its cell last (SPEC 19)', async () => {
  const { id } = await startKernel(server);
  const first = await KernelClient.connect(server, id);
  const cell = first.execute('sleep 300\ninput name?');
  await first.find(({ type, parentId }) => type === 'execute_input' && parentId === cell);
  await first.close();
  await gone(id);
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
  await second.find(({ type }) => type === 'input_request');
  assert.deepEqual(
    asks(second).map(({ content }) => content.prompt),
    ['age?'],
  );
  assert.equal(second.text(cell), 'name? Ada\nyou said Ada\n');
  second.send('stdin', 'input_reply', { value: '36', status: 'ok' });
  await second.idle(cell);
});

test('comes back: who skips gets replies and status of what it missed, and no other output (SPEC 20)', async () => {
  const { id } = await startKernel(server);
  const { first, cell } = await begun(id);
  await first.close();
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
