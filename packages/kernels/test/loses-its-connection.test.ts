import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { KernelClient } from '@himalia/testing';
import { startForeign } from './support/foreign-kernel.ts';
import { bootKernels, eventually, kernel } from './support/kernel-server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { Wire } from './support/wire.ts';

const broken = '\n[The connection to the kernel was lost for a moment: some output may be missing]\n';

/** A kernel whose iopub, and shell, go over wires that can be broken; its cells go on when a file is there. */
async function wired(t: TestContext) {
  const folder = temporaryFolder(t);
  const foreign = await startForeign(join(folder, 'foreign.json'));
  const { connection } = foreign;
  const [shell, iopub] = [await Wire.to(connection.shell_port), await Wire.to(connection.iopub_port)];
  const file = join(folder, 'wired.json');
  writeFileSync(file, JSON.stringify({ ...connection, shell_port: shell.port, iopub_port: iopub.port }));
  const server = await bootKernels({ existing: [file] });
  const [model] = (await (await server.ask('api/kernels')).json()) as { id: string }[];
  const { id } = model ?? { id: '' };
  const state = async (): Promise<string | undefined> => (await kernel(server, id))?.execution_state;
  await eventually('idle', async () => (await state()) === 'idle');
  const client = await KernelClient.connect(server, id);
  t.after(async () => {
    await client.close();
    await server.stop();
    for (const each of [shell, iopub, foreign]) await each[Symbol.asyncDispose]();
  });
  const go = join(folder, 'go');
  const done = join(folder, 'done');
  const cell = [`print before`, `await ${go}`, 'print lost', `touch ${done}`].join('\n');
  return { client, state, shell, iopub, cell, go: () => writeFileSync(go, ''), isDone: () => existsSync(done) };
}

/** A socket stands a moment before the kernel has its subscription. */
async function listened(client: KernelClient): Promise<void> {
  const ids: string[] = [];
  await eventually('a status', async () => {
    ids.push(client.send('control', 'kernel_info_request', {}));
    await client.reply(ids.at(-1) ?? '');
    return client.received.some(({ type, parentId }) => type === 'status' && ids.includes(parentId));
  });
}

test('connection: iopub breaks, and the end of the cell is lost: the cell is told, and the kernel is idle', async (t) => {
  const { client, state, iopub, cell, go } = await wired(t);
  const id = client.execute(cell);
  await client.find(() => client.text(id) === 'before\n', 'its first line');
  iopub.break();
  go();
  assert.equal((await client.reply(id)).content.status, 'ok');
  assert.equal(await state(), 'busy');
  await iopub.mend();
  await client.idle(id);
  assert.equal(client.text(id), `before\n${broken}`);
  await eventually('idle', async () => (await state()) === 'idle');
  assert.equal(await client.run('print after'), 'after\n');
});

test('connection: the reply is lost as well: the cell has an end all the same', async (t) => {
  const { client, state, shell, iopub, cell, go, isDone } = await wired(t);
  const id = client.execute(cell);
  const next = client.execute('print next');
  await client.find(() => client.text(id) === 'before\n', 'its first line');
  iopub.break();
  shell.break();
  go();
  await eventually('it is done', isDone);
  await shell.mend();
  await iopub.mend();
  const { status, ename } = (await client.reply(id)).content;
  assert.deepEqual([status, ename], ['error', 'ConnectionLost']);
  await Promise.all([client.idle(id), client.idle(next), client.reply(next)]);
  await eventually('idle', async () => (await state()) === 'idle');
  assert.equal(await client.run('print after'), 'after\n');
});

test('connection: what still computes when it stands again is not over', async (t) => {
  const { client, state, shell, iopub, cell, go } = await wired(t);
  const id = client.execute(cell);
  const next = client.execute('print next');
  await client.find(() => client.text(id) === 'before\n', 'its first line');
  for (const wire of [shell, iopub]) {
    wire.break();
    await wire.mend();
  }
  await client.find(() => client.text(id).includes(broken), 'the notice');
  await listened(client);
  assert.equal(await state(), 'busy');
  go();
  assert.equal((await client.reply(id)).content.status, 'ok');
  assert.equal((await client.reply(next)).content.status, 'ok');
  await Promise.all([client.idle(id), client.idle(next)]);
  assert.equal(client.text(next), 'next\n');
  await eventually('idle', async () => (await state()) === 'idle');
  // Each was ended once, by the kernel.
  const ends = client.received.filter(({ type, content }) => type === 'status' && content.execution_state === 'idle');
  for (const cell of [id, next]) assert.equal(ends.filter(({ parentId }) => parentId === cell).length, 1);
});
