import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KernelClient } from '@himalia/testing';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';

test('a kernel whose process is stopped is said not to answer, until it goes on', async () => {
  await using watched = await bootKernels({ heartbeatInterval: 0.1, shutdownTimeout: 2 });
  const { id } = await startKernel(watched);
  await using client = await KernelClient.connect(watched, id);
  const pid = Number(await client.run('pid'));
  const reason = async () => (await kernel(watched, id))?.reason;
  assert.equal(await reason(), undefined);
  process.kill(pid, 'SIGSTOP');
  await eventually('silence is told', async () => /heartbeat/.test((await reason()) ?? ''));
  process.kill(pid, 'SIGCONT');
  await eventually('it answers again', async () => (await reason()) === undefined);
});
