import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import {
  bootKernels,
  eventually,
  installKernel,
  installSynthetic,
  json,
  kernel,
  startKernel,
} from './support/kernel-server.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels({ startTimeout: 6, shutdownTimeout: 2, maxKernels: 40 });
  process.env.JUPYTER_TOKEN = 'secret-of-the-server';
  process.env.HIMALIA_DATABASE_URL = 'secret-of-the-database';
});
after(async () => {
  delete process.env.JUPYTER_TOKEN;
  delete process.env.HIMALIA_DATABASE_URL;
  await server.stop();
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function connectionFile(id: string): string {
  return join(server.folder, 'runtime', `kernel-${id}.json`);
}

async function post(path: string, body?: unknown): Promise<Response> {
  return server.ask(path, { method: 'POST', ...(body === undefined ? {} : { body, headers: json }) });
}

test('start: the answer names the kernel, the list has it, its connection file is private', async () => {
  const id = '00000000-aaaa-bbbb-cccc-000000000001';
  const response = await post('api/kernels', { name: 'SYNTHETIC', kernel_id: id });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('location'), `/api/kernels/${id}`);
  assert.equal(((await response.json()) as { name: string }).name, 'synthetic');
  const list = (await (await server.ask('api/kernels')).json()) as { id: string }[];
  assert.ok(list.some((entry) => entry.id === id));
  assert.equal(statSync(connectionFile(id)).mode & 0o777, 0o600);
  assert.equal(JSON.parse(readFileSync(connectionFile(id), 'utf8')).kernel_name, 'synthetic');
  const again = await post('api/kernels', { kernel_id: id });
  assert.equal(again.status, 201);
  assert.equal(((await again.json()) as { id: string }).id, id);
});

test('start: a kernel knows its server and none of its secrets', async () => {
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  assert.equal(await client.run('env JPY_PARENT_PID'), String(process.pid));
  assert.equal(await client.run('env JUPYTER_TOKEN'), '');
  assert.equal(await client.run('env HIMALIA_DATABASE_URL'), '');
});

test('start: bad requests are refused with a clear message', async () => {
  const missing = await post('api/kernels', { name: 'none' });
  assert.equal(missing.status, 404);
  assert.match(((await missing.json()) as { message: string }).message, /none/);
  assert.equal((await post('api/kernels', { kernel_id: '../../etc' })).status, 400);
  assert.equal((await post('api/kernels', { name: 5 })).status, 400);
  for (const path of ['interrupt', 'restart'])
    assert.equal((await post(`api/kernels/no-such-kernel/${path}`)).status, 404);
  assert.equal((await server.ask('api/kernels/no-such-kernel', { method: 'DELETE' })).status, 404);
});

test('start: a program that is not there, and one that ends at once, are told with the reason (SPEC 1)', async () => {
  installKernel(server, 'absent', { argv: ['/no/such/program', '{connection_file}'] });
  installKernel(server, 'broken', { argv: ['/bin/sh', '-c', 'echo "a library is missing" >&2; exit 3'] });
  const before = readdirSync(join(server.folder, 'runtime')).length;
  const absent = await post('api/kernels', { name: 'absent' });
  assert.equal(absent.status, 500);
  assert.match(((await absent.json()) as { message: string }).message, /no program "\/no\/such\/program"/);
  const broken = await post('api/kernels', { name: 'broken' });
  assert.equal(broken.status, 500);
  assert.match(((await broken.json()) as { message: string }).message, /exit code 3.*\n.*a library is missing/);
  assert.equal(readdirSync(join(server.folder, 'runtime')).length, before);
});

test('start: a kernel that never answers lets clients through after the limit, and can be shut down (SPEC 9)', async () => {
  installSynthetic(server, 'silent', { env: { SYNTHETIC_SILENT: '1' } });
  const { id, execution_state } = await startKernel(server, 'silent');
  assert.equal(execution_state, 'starting');
  await using client = await KernelClient.connect(server, id);
  client.execute('print never');
  assert.equal((await kernel(server, id))?.execution_state, 'starting');
  assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
  assert.ok(!existsSync(connectionFile(id)));
});

test('interrupt: by message where the kernelspec says so (SPEC 4)', async () => {
  installSynthetic(server, 'by-message', { interrupt_mode: 'message' });
  const { id } = await startKernel(server, 'by-message');
  await using client = await KernelClient.connect(server, id);
  const cell = client.execute('loop');
  await client.find(({ type, parentId }) => type === 'stream' && parentId === cell);
  assert.equal((await post(`api/kernels/${id}/interrupt`)).status, 204);
  assert.equal((await client.reply(cell)).content.status, 'error');
});

test('restart: another process, same connection, WebSockets stay, requests wait (SPEC 6)', async () => {
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  const pid = await client.run('pid');
  const connection = readFileSync(connectionFile(id), 'utf8');
  const restarting = post(`api/kernels/${id}/restart`);
  const response = await restarting;
  assert.equal(response.status, 200);
  const after = await client.run('pid');
  assert.notEqual(after, pid);
  assert.ok(!runs(Number(pid)));
  assert.equal(readFileSync(connectionFile(id), 'utf8'), connection);
  assert.ok(!client.states().includes('restarting'));
});

test('restart: a kernel in an endless loop comes back idle', async () => {
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  const cell = client.execute('loop');
  await client.find(({ type, parentId }) => type === 'stream' && parentId === cell);
  assert.equal((await post(`api/kernels/${id}/restart`)).status, 200);
  await eventually('idle', async () => (await kernel(server, id))?.execution_state === 'idle');
  assert.equal(await client.run('print back'), 'back\n');
});

test('shutdown: the process and its connection file are gone with the answer, also of a stubborn kernel (SPEC 5)', async () => {
  installSynthetic(server, 'stubborn', { env: { SYNTHETIC_STUBBORN: '1' } });
  for (const name of ['synthetic', 'stubborn']) {
    const { id } = await startKernel(server, name);
    const client = await KernelClient.connect(server, id);
    const pid = Number(await client.run('pid'));
    assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
    await eventually('no process', () => !runs(pid));
    assert.ok(!existsSync(connectionFile(id)));
    assert.equal(await kernel(server, id), undefined);
    assert.equal(client.socket.readyState, client.socket.OPEN);
    await client.close();
  }
});

test('death: a kernel that dies is restarted, and its clients are told why (SPEC 7, 8)', async () => {
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  const pid = await client.run('pid');
  client.execute('kill SIGKILL');
  const status = await client.find(({ content }) => content.execution_state === 'restarting');
  assert.equal(status.parentId, '');
  assert.match(String(status.content.reason), /SIGKILL/);
  assert.notEqual(await client.run('pid'), pid);
  const model = await kernel(server, id);
  assert.equal(model?.execution_state, 'idle');
  assert.match(model?.reason ?? '', /SIGKILL/);
});

test('death: a kernel that keeps dying is given up, and 404 says why (SPEC 7)', async () => {
  installSynthetic(server, 'mortal', {
    env: { SYNTHETIC_DIES: 'later', SYNTHETIC_STARTED: join(server.folder, 'starts') },
  });
  const { id } = await startKernel(server, 'mortal');
  const created = await post('api/sessions', { path: 'm.ipynb', type: 'notebook', name: 'm', kernel: { id } });
  assert.equal(created.status, 201);
  const client = await KernelClient.connect(server, id).catch(() => undefined);
  await eventually('given up', async () => (await kernel(server, id)) === undefined);
  const response = await server.ask(`api/kernels/${id}`);
  assert.equal(response.status, 404);
  assert.match(((await response.json()) as { message: string }).message, /exit code 4/);
  assert.deepEqual(await (await server.ask('api/sessions')).json(), []);
  if (client) {
    await client.find(({ content }) => content.execution_state === 'dead');
    assert.equal(client.socket.readyState, client.socket.OPEN);
    await client.close();
  }
  assert.ok(!existsSync(connectionFile(id)));
});

test('limit: one kernel too many is refused', async () => {
  const small = await bootKernels({ maxKernels: 2 });
  try {
    const answers = await Promise.all(
      [1, 2, 3].map(() => small.ask('api/kernels', { method: 'POST', body: { name: 'synthetic' }, headers: json })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 429]);
  } finally {
    await small.stop();
  }
});

test('stop: a server that stops ends its kernels, also those that start', async () => {
  const small = await bootKernels();
  const { id } = await startKernel(small);
  const client = await KernelClient.connect(small, id);
  const pid = Number(await client.run('pid'));
  const late = startKernel(small).catch(() => undefined);
  const runtime = join(small.folder, 'runtime');
  await eventually(
    'a second one',
    () => readdirSync(runtime).filter((name) => name.startsWith('kernel-')).length === 2,
  );
  await small.running.stop('test');
  await late;
  assert.ok(!runs(pid));
  assert.deepEqual(
    readdirSync(runtime).filter((name) => name.startsWith('kernel-')),
    [],
  );
  await small.stop();
});
