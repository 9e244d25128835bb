import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { type ForeignKernel, startForeign } from './support/foreign-kernel.ts';
import { type KernelEvent, listen } from './support/kernel-events.ts';
import { bootKernels, eventually, json, type Kernel, kernel, startKernel } from './support/kernel-server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

let server: TestServer;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'himalia-kernels-'));
  server = await bootKernels({ allowExternal: true, externalFolder: folder }, ['@himalia/system:events']);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function list(from = server): Promise<readonly Kernel[]> {
  return (await (await from.ask('api/kernels')).json()) as readonly Kernel[];
}

async function found(name: string): Promise<Kernel> {
  const [one] = (await list()).filter((model) => model.name === name);
  assert.ok(one, `${name} is listed`);
  return one;
}

async function message(response: Response): Promise<string> {
  return ((await response.json()) as { message: string }).message;
}

test('external: a connection file that appears is a kernel, shown and usable like any other', async () => {
  const own = await startKernel(server);
  await using foreign = await startForeign(join(folder, 'one.json'), undefined, 'somewhere');
  const { id } = await found('somewhere');
  await eventually('idle', async () => (await kernel(server, id))?.execution_state === 'idle');
  await using client = await KernelClient.connect(server, id);
  assert.equal(await client.run('pid'), String(foreign.pid));
  assert.equal((await kernel(server, id))?.connections, 1);
  const body = { path: 'x.ipynb', type: 'notebook', name: 'x', kernel: { id } };
  const session = await server.ask('api/sessions', { method: 'POST', body, headers: json });
  assert.equal(session.status, 201);
  assert.deepEqual((await list()).map((model) => model.id).sort(), [own.id, id].sort());
});

test('external: interrupted by message, not restarted, and forgotten instead of ended', async () => {
  await using foreign = await startForeign(join(folder, 'two.json'), undefined, 'two');
  const { id } = await found('two');
  await using client = await KernelClient.connect(server, id);
  const cell = client.execute('loop');
  await client.find(({ type, parentId }) => type === 'stream' && parentId === cell);
  assert.equal((await server.ask(`api/kernels/${id}/interrupt`, { method: 'POST' })).status, 204);
  assert.equal((await client.reply(cell)).content.status, 'error');
  const restart = await server.ask(`api/kernels/${id}/restart`, { method: 'POST' });
  assert.equal(restart.status, 500);
  assert.match(await message(restart), /started elsewhere/);
  assert.equal(await client.run('print still here'), 'still here\n');
  assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
  assert.equal((await server.ask(`api/kernels/${id}`)).status, 404);
  assert.ok(!(await list()).some((model) => model.id === id));
  assert.ok(foreign.alive());
  // It is shown again when its owner writes the file anew.
  writeFileSync(foreign.file, JSON.stringify(foreign.connection, null, 1));
  assert.equal((await found('two')).id, id);
});

test('external: with its file the kernel goes, and its session', async () => {
  await using foreign = await startForeign(join(folder, 'three.json'), undefined, 'three');
  const { id } = await found('three');
  const body = { path: 'three.ipynb', type: 'notebook', name: '3', kernel: { id } };
  assert.equal((await server.ask('api/sessions', { method: 'POST', body, headers: json })).status, 201);
  rmSync(foreign.file);
  assert.ok(!(await list()).some((model) => model.id === id));
  const sessions = (await (await server.ask('api/sessions')).json()) as { path: string }[];
  assert.ok(!sessions.some(({ path }) => path === 'three.ipynb'));
  assert.ok(foreign.alive());
});

test('external: when its file goes or says something else, who uses it is told; written again as it was it changes nothing', async () => {
  await using foreign = await startForeign(join(folder, 'five.json'), undefined, 'five');
  const { id } = await found('five');
  await using client = await KernelClient.connect(server, id);
  using heard = await listen(server);
  writeFileSync(foreign.file, JSON.stringify(foreign.connection, null, 1));
  assert.equal((await found('five')).id, id);
  assert.equal(await client.run('pid'), String(foreign.pid));
  writeFileSync(foreign.file, JSON.stringify({ ...foreign.connection, kernel_name: 'six' }));
  assert.equal((await found('six')).id, id);
  const changed = await client.find(({ content }) => content.execution_state === 'dead', 'dead');
  assert.equal(changed.content.reason, 'Its connection file was changed');
  await using again = await KernelClient.connect(server, id);
  assert.equal(await again.run('pid'), String(foreign.pid));
  rmSync(foreign.file);
  await list();
  const gone = await again.find(({ content }) => content.execution_state === 'dead', 'dead');
  assert.equal(gone.content.reason, 'Its connection file is gone');
  // Those of other tests end meanwhile.
  const its = (): KernelEvent[] => heard.events.filter((event) => event.kernel_id === id);
  await eventually('both events', () => its().length === 2);
  assert.deepEqual(
    its().map(({ action, kernel_name, reason }) => [action, kernel_name, reason]),
    [
      ['shutdown', 'five', changed.content.reason],
      ['shutdown', 'six', gone.content.reason],
    ],
  );
});

test('external: one that ends is dead with a reason, and alive again when it listens again', async () => {
  let again: ForeignKernel | undefined;
  await using foreign = await startForeign(join(folder, 'four.json'), undefined, 'four');
  const { id } = await found('four');
  await using client = await KernelClient.connect(server, id);
  await client.run('print hello');
  using heard = await listen(server);
  await foreign.kill();
  const status = await client.find(({ content }) => content.execution_state === 'dead', 'dead');
  assert.match(String(status.content.reason), /Nobody listens on 127\.0\.0\.1:\d+/);
  const model = await kernel(server, id);
  assert.deepEqual([model?.execution_state, model?.reason], ['dead', status.content.reason]);
  try {
    again = await startForeign(foreign.file, foreign.connection);
    await eventually('idle again', async () => (await kernel(server, id))?.execution_state === 'idle');
    assert.equal((await kernel(server, id))?.reason, undefined);
    assert.equal(await client.run('pid'), String(again.pid));
    const { reason } = status.content;
    const its = heard.events.filter((event) => event.kernel_id === id);
    assert.deepEqual(
      its.map((event) => [event.action, event.status, event.kernel_name, event.reason]),
      [
        ['shutdown', 'success', 'four', reason],
        ['start', 'success', 'four', 'Somebody listens there again'],
      ],
    );
    assert.equal(its[0]?.msg, `Kernel ${id} ended: ${reason}`);
  } finally {
    await again?.kill();
  }
});

test('external: what is no connection file is left alone and said in the log', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'not JSON');
  writeFileSync(join(folder, 'other.json'), '{"name": "other"}');
  writeFileSync(join(folder, 'large.json'), ' '.repeat(100_000));
  mkdirSync(join(folder, 'a-folder'));
  const names = (await list()).map(({ name }) => name);
  for (const name of ['notes.txt', 'other', 'large', 'a-folder']) assert.ok(!names.includes(name), name);
  assert.match(server.log, /connection file not used.*notes\.txt.*not JSON/);
  assert.match(server.log, /connection file not used.*large\.json.*100000 bytes/);
});

test('external: kernels of files that were named, also when they cannot be read', async (t) => {
  const place = temporaryFolder(t);
  await using foreign = await startForeign(join(place, 'named.json'));
  const missing = join(place, 'missing.json');
  await using small = await bootKernels({ existing: [foreign.file, missing] });
  const models = await list(small);
  assert.deepEqual(
    models.map(({ name }) => name),
    ['named', 'missing'],
  );
  const [good, bad] = models;
  await eventually('idle', async () => (await kernel(small, good?.id ?? ''))?.execution_state === 'idle');
  assert.equal(bad?.execution_state, 'dead');
  assert.match(bad?.reason ?? '', /missing\.json cannot be used: ENOENT/);
  assert.equal((await small.ask(`api/kernels/${bad?.id}`, { method: 'DELETE' })).status, 204);
  await small.stop();
  assert.ok(foreign.alive());
});

test('external: without the option the folder is not looked at', async (t) => {
  const place = temporaryFolder(t);
  await using foreign = await startForeign(join(place, 'x.json'));
  await using small = await bootKernels({ externalFolder: place });
  assert.deepEqual(await list(small), []);
  assert.ok(foreign.alive());
});
