import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, json, type Kernel, kernel, startKernel } from './support/kernel-server.ts';

type Session = {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly kernel: Kernel;
  readonly notebook?: { readonly path: string; readonly name: string };
};

let server: TestServer;
before(async () => {
  server = await bootKernels({}, ['@himalia/contents:local'], { kernelspecs: { defaultName: 'synthetic' } });
});
after(() => server.stop());

function send(method: string, path: string, body?: unknown): Promise<Response> {
  return server.ask(path, { method, ...(body === undefined ? {} : { body, headers: json }) });
}

async function create(body: object): Promise<Session> {
  const response = await send('POST', 'api/sessions', body);
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as Session;
}

async function sessions(): Promise<Session[]> {
  return (await (await server.ask('api/sessions')).json()) as Session[];
}

test('sessions: created with the default kernel, in the folder of the document, with a name that is text', async () => {
  mkdirSync(join(server.root, 'work'));
  const session = await create({ path: 'work/new/a.ipynb', type: 'notebook', kernel: null });
  assert.equal(session.name, '');
  assert.deepEqual(session.notebook, { path: 'work/new/a.ipynb', name: '' });
  assert.equal(session.kernel.name, 'synthetic');
  await using client = await KernelClient.connect(server, session.kernel.id);
  assert.equal(await client.run('cwd'), join(server.root, 'work'));
  assert.equal(await client.run('env JPY_SESSION_NAME'), join(server.root, 'work', 'a.ipynb'));
  const response = await server.ask(`api/sessions/${session.id}`);
  assert.deepEqual(((await response.json()) as Session).id, session.id);
});

test('sessions: a path has one, also for two requests at once (SPEC 1)', async () => {
  const body = { path: 'one.ipynb', type: 'notebook', name: 'one', kernel: { name: 'synthetic' } };
  const [first, second] = await Promise.all([create(body), create(body)]);
  assert.equal(first.id, second.id);
  const third = await create({ ...body, kernel: { name: 'other' } });
  assert.equal(third.id, first.id);
  assert.equal(third.kernel.id, first.kernel.id);
  assert.equal((await sessions()).filter(({ path }) => path === 'one.ipynb').length, 1);
});

test('sessions: a running kernel by id, old clients, and what is refused', async () => {
  const running = await startKernel(server);
  const session = await create({ path: 'c', type: 'console', name: 'c', kernel: { id: running.id } });
  assert.equal(session.kernel.id, running.id);
  assert.equal(session.notebook, undefined);
  const old = await create({ notebook: { path: 'old.ipynb', name: 'old' }, kernel: { name: 'synthetic' } });
  assert.deepEqual([old.path, old.name, old.type], ['old.ipynb', 'old', 'notebook']);
  const refusals: [number, unknown, RegExp][] = [
    [400, undefined, /No JSON data provided/],
    [400, { type: 'notebook' }, /path/],
    [400, { path: 'x' }, /type/],
    [400, { path: 'x', type: 'file', kernel: { id: '../x' } }, /"..\/x" is no kernel id/],
  ];
  for (const [status, body, message] of refusals) {
    const response = await send('POST', 'api/sessions', body);
    assert.equal(response.status, status, JSON.stringify(body));
    assert.match(((await response.json()) as { message: string }).message, message);
  }
});

test('sessions: a kernel id that is not running is that of the new kernel (SPEC 3)', async () => {
  const id = '12345678-1234-5678-1234-567812345678';
  const session = await create({ path: 'id.ipynb', type: 'notebook', kernel: { id, name: 'synthetic' } });
  assert.equal(session.kernel.id, id);
  assert.ok(await kernel(server, id));
});

test('sessions: a kernelspec that is not there is 501 with a short message', async () => {
  const response = await send('POST', 'api/sessions', { path: 'j.ipynb', type: 'notebook', kernel: { name: 'julia' } });
  assert.equal(response.status, 501);
  const body = (await response.json()) as { message: string; short_message: string };
  assert.match(body.message, /'julia' kernel is not available/);
  assert.equal(body.short_message, 'julia not found');
});

test('sessions: renamed; another kernel replaces the old one only when it runs (SPEC 4)', async () => {
  const session = await create({ path: 'p.ipynb', type: 'notebook', name: 'p', kernel: { name: 'synthetic' } });
  const renamed = await send('PATCH', `api/sessions/${session.id}`, { path: 'q.ipynb', name: 'q', type: 'file' });
  assert.equal(renamed.status, 200);
  const { path, name, type, kernel: same } = (await renamed.json()) as Session;
  assert.deepEqual([path, name, type, same.id], ['q.ipynb', 'q', 'file', session.kernel.id]);
  const missing = await send('PATCH', `api/sessions/${session.id}`, { kernel: { name: 'julia' } });
  assert.equal(missing.status, 501);
  assert.ok(await kernel(server, session.kernel.id));
  const changed = (await (
    await send('PATCH', `api/sessions/${session.id}`, { kernel: { name: 'synthetic' } })
  ).json()) as Session;
  assert.notEqual(changed.kernel.id, session.kernel.id);
  assert.equal(await kernel(server, session.kernel.id), undefined);
  const other = await startKernel(server);
  const switched = (await (
    await send('PATCH', `api/sessions/${session.id}`, { kernel: { id: other.id } })
  ).json()) as Session;
  assert.equal(switched.kernel.id, other.id);
  assert.equal(await kernel(server, changed.kernel.id), undefined, 'the old one ends');
  const sharing = await create({ path: 'shares.ipynb', type: 'notebook', kernel: { id: other.id } });
  await send('PATCH', `api/sessions/${sharing.id}`, { kernel: { name: 'synthetic' } });
  assert.ok(await kernel(server, other.id), 'the first session has it still');
  assert.equal((await send('PATCH', `api/sessions/${session.id}`, { kernel: { id: 'none' } })).status, 400);
});

test('sessions: deleting one ends its kernel; one whose kernel is gone is gone (SPEC 5, 6)', async () => {
  const first = await create({ path: 'd1.ipynb', type: 'notebook', kernel: { name: 'synthetic' } });
  assert.equal((await send('DELETE', `api/sessions/${first.id}`)).status, 204);
  assert.equal(await kernel(server, first.kernel.id), undefined);
  assert.equal((await send('DELETE', `api/sessions/${first.id}`)).status, 404);
  const second = await create({ path: 'd2.ipynb', type: 'notebook', kernel: { name: 'synthetic' } });
  await send('DELETE', `api/kernels/${second.kernel.id}`);
  await eventually('pruned', async () => !(await sessions()).some(({ id }) => id === second.id));
  assert.equal((await server.ask(`api/sessions/${second.id}`)).status, 404);
});
