import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { KernelClient } from '@himalia/testing';
import { listen } from './support/kernel-events.ts';
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
  using heard = await listen(server);
  const { id } = await startKernel(server);
  await server.ask(`api/kernels/${id}/restart`, { method: 'POST' });
  await server.ask(`api/kernels/${id}/interrupt`, { method: 'POST' });
  await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
  await eventually('four events', () => heard.events.length === 4);
  assert.deepEqual(
    heard.events.map(({ action, status, kernel_id, kernel_name, msg }) => [
      action,
      status,
      kernel_id,
      kernel_name,
      msg,
    ]),
    [
      ['start', 'success', id, 'synthetic', `Kernel ${id} was started.`],
      ['restart', 'success', id, 'synthetic', `Kernel ${id} was restarted.`],
      ['interrupt', 'success', id, 'synthetic', `Kernel ${id} was interrupted.`],
      ['shutdown', 'success', id, 'synthetic', `Kernel ${id} was shutdown.`],
    ],
  );
});

test('events: a start that fails names the kernel that it would have been; of none that is there nothing is told', async () => {
  await using server = await bootKernels({}, ['@himalia/system:events']);
  using heard = await listen(server);
  for (const action of ['interrupt', 'restart']) await server.ask(`api/kernels/none/${action}`, { method: 'POST' });
  await server.ask('api/kernels/none', { method: 'DELETE' });
  const start = { method: 'POST', headers: json } as const;
  await server.ask('api/kernels', { ...start, body: { name: 'nowhere' } });
  await server.ask('api/kernels', { ...start, body: { name: 'nowhere', kernel_id: 'an-id-that-was-chosen' } });
  await eventually('two events', () => heard.events.length >= 2);
  const [first, second] = heard.events;
  assert.match(first?.kernel_id ?? '', /^[\da-f-]{36}$/);
  assert.equal(second?.kernel_id, 'an-id-that-was-chosen');
  for (const { action, status, kernel_name, msg } of heard.events)
    assert.deepEqual([action, status, kernel_name, msg], ['start', 'error', 'nowhere', 'No such kernel named nowhere']);
});
