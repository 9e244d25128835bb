import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { KernelClient } from './support/kernel-client.ts';
import { bootKernels, eventually, python, startKernel } from './support/kernel-server.ts';

test('transport ipc: kernels talk over Unix sockets, which go with them', async () => {
  await using server = await bootKernels({}, [], { provisioners: { transport: 'ipc' } });
  for (const name of python ? ['synthetic', 'python3'] : ['synthetic']) {
    const { id } = await startKernel(server, name);
    await using client = await KernelClient.connect(server, id);
    assert.match(await client.run(name === 'python3' ? 'print("hello")' : 'print hello'), /^hello/);
    const file = join(server.folder, 'runtime', `kernel-${id}.json`);
    const { transport, ip } = JSON.parse(readFileSync(file, 'utf8')) as { transport: string; ip: string };
    assert.equal(transport, 'ipc');
    assert.ok(existsSync(`${ip}-1`));
    await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
    assert.ok(!existsSync(`${ip}-1`));
  }
});

test('events: what is done to kernels is told to subscribers', async () => {
  await using server = await bootKernels({}, ['@himalia/system:events']);
  const events = server.socket('api/events/subscribe');
  const seen: { action: string; status: string; kernel_id?: string }[] = [];
  events.on('message', (data) => seen.push(JSON.parse(String(data)) as (typeof seen)[number]));
  await once(events, 'open');
  const { id } = await startKernel(server);
  await server.ask(`api/kernels/${id}/restart`, { method: 'POST' });
  await server.ask(`api/kernels/${id}/interrupt`, { method: 'POST' });
  await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
  await eventually('four events', () => seen.length === 4);
  assert.deepEqual(
    seen.map(({ action, status, kernel_id }) => [action, status, kernel_id === id]),
    ['start', 'restart', 'interrupt', 'shutdown'].map((action) => [action, 'success', true]),
  );
  events.terminate();
});
