import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, installSynthetic, kernel, pauseOf, startKernel } from './support/kernel-server.ts';

const quickly = { cullIdleTimeout: 1, cullInterval: 1 };

async function gone(server: TestServer, id: string): Promise<void> {
  await eventually('culled', async () => (await kernel(server, id)) === undefined);
}

/** A cell prints something when its client has left. */
async function printsUnseen(server: TestServer, id: string, session: string): Promise<void> {
  const client = await KernelClient.connect(server, id, { session });
  const pause = pauseOf(server);
  const cell = client.execute(`${pause.command}\nprint unseen`);
  await client.find(({ type, parentId }) => type === 'execute_input' && parentId === cell, 'its beginning');
  await client.close();
  pause.go();
}

/** Another kernel is started and culled meanwhile, so this one was looked at as well, and was idle for longer. */
async function stays(server: TestServer, id: string): Promise<void> {
  await gone(server, (await startKernel(server)).id);
  assert.ok(await kernel(server, id), 'it is still there');
}

test('culling: idle kernels go, and who asks later is told why; a kernelspec may say otherwise', async () => {
  await using server = await bootKernels(quickly);
  installSynthetic(server, 'patient', { metadata: { cull_idle_timeout: 3600 } });
  const patient = await startKernel(server, 'patient');
  const { id } = await startKernel(server);
  await gone(server, id);
  const { message } = (await (await server.ask(`api/kernels/${id}`)).json()) as { message: string };
  assert.match(message, /It was shut down after \d+ seconds without activity/);
  await stays(server, patient.id);
});

test('culling: a kernel whose clients are there stays; a tab where nobody asks anything is nobody', async () => {
  await using server = await bootKernels({ ...quickly, cullPresence: 4 });
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  await client.run('print hello');
  const status = await client.find(({ content }) => content.execution_state === 'dead', 'dead');
  const [, seconds] = /after (\d+) seconds/.exec(String(status.content.reason)) ?? [];
  assert.ok(Number(seconds) >= 4, `${seconds} seconds`);
  await gone(server, id);
});

test('culling: with 0, as in jupyter_server, a client that is connected is somebody', async () => {
  await using server = await bootKernels({ ...quickly, cullPresence: 0 });
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  await client.run('print hello');
  await stays(server, id);
});

test('culling: who left a moment ago may come back, so the time counts from then', async () => {
  await using server = await bootKernels({ cullIdleTimeout: 3, cullInterval: 1 });
  const { id } = await startKernel(server);
  const client = await KernelClient.connect(server, id);
  await stays(server, id);
  const left = performance.now();
  await client.close();
  await gone(server, id);
  assert.ok(performance.now() - left > 2000, 'it went when its client left');
});

test('culling: connected clients do not count where the configuration says so', async () => {
  await using server = await bootKernels({ ...quickly, cullConnected: true });
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  await client.run('print hello');
  const status = await client.find(({ content }) => content.execution_state === 'dead', 'dead');
  assert.match(String(status.content.reason), /without activity/);
});

test('culling: a kernel that computes stays, unless the configuration says otherwise', async () => {
  await using server = await bootKernels(quickly);
  const { id } = await startKernel(server);
  const client = await KernelClient.connect(server, id);
  client.execute('sleep 60000');
  await eventually('busy', async () => (await kernel(server, id))?.execution_state === 'busy');
  await client.close();
  await stays(server, id);

  await using strict = await bootKernels({ ...quickly, cullBusy: true, cullUnseen: true });
  const other = await startKernel(strict);
  const second = await KernelClient.connect(strict, other.id);
  const cell = second.execute('sleep 60000');
  await second.find(({ type, parentId }) => type === 'execute_input' && parentId === cell, 'its beginning');
  await second.close();
  await gone(strict, other.id);
});

test('culling: output that nobody got keeps a kernel until somebody gets it', async () => {
  await using server = await bootKernels(quickly);
  const { id } = await startKernel(server);
  const session = 'a-page';
  await printsUnseen(server, id, session);
  await eventually('done', async () => (await kernel(server, id))?.execution_state === 'idle');
  await stays(server, id);
  const again = await KernelClient.connect(server, id, { session });
  await again.find(() => again.text() === 'unseen\n', 'the output');
  await again.close();
  await gone(server, id);
});

test('culling: output that nobody got does not keep a kernel where the configuration says so', async () => {
  await using server = await bootKernels({ ...quickly, cullUnseen: true });
  const { id } = await startKernel(server);
  await printsUnseen(server, id, 'a-page');
  await gone(server, id);
});
