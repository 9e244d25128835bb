import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { KernelClient } from '@himalia/testing';
import { bootKernels, eventually, installKernel, json, python, startKernel } from './support/kernel-server.ts';

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

test('encryption: kernels that declare it are spoken to in CURVE; where it is required others are refused', async () => {
  await using server = await bootKernels({}, [], { provisioners: { encryption: 'required' } });
  const script = join(import.meta.dirname, 'support/synthetic-kernel.ts');
  const synthetic = [process.execPath, '--conditions=source', '--no-warnings', script, '{connection_file}'];
  const metadata = { supported_encryption: ['curve'] };
  installKernel(server, 'encrypted', { argv: synthetic, display_name: 'x', language: 'x', metadata });
  const launcher = [python ?? '', '-m', 'ipykernel_launcher', '-f', '{connection_file}'];
  installKernel(server, 'python-curve', { argv: launcher, display_name: 'x', language: 'python', metadata });
  for (const name of python ? ['encrypted', 'python-curve'] : ['encrypted']) {
    const { id } = await startKernel(server, name);
    await using client = await KernelClient.connect(server, id);
    assert.match(await client.run(name === 'encrypted' ? 'print hello' : 'print("hello")'), /^hello/);
    const file = JSON.parse(readFileSync(join(server.folder, 'runtime', `kernel-${id}.json`), 'utf8'));
    assert.equal(file.curve_publickey.length, 40);
  }
  const refused = await server.ask('api/kernels', { method: 'POST', body: { name: 'synthetic' }, headers: json });
  assert.equal(refused.status, 500);
  assert.match(((await refused.json()) as { message: string }).message, /encryption is required, and its kernelspec/);
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
