import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, misbehavingKernel, type TestServer } from '@himalia/testing';
import { type KernelEvent, listen } from './support/kernel-events.ts';
import {
  bootKernels,
  eventually,
  installKernel,
  json,
  kernel,
  python,
  startKernel,
  syntheticArgv,
} from './support/kernel-server.ts';
import { memoryGroup } from './support/memory-limit.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels({ startTimeout: 3 }, ['@himalia/system:events']);
});
after(() => server.stop());

/** Installs a kernel that goes wrong in one way, and answers its name. */
function misbehaving(mode: string, env: Readonly<Record<string, string>> = {}, at = server): string {
  const argv = [process.execPath, '--conditions=source', '--no-warnings', misbehavingKernel, mode, '{connection_file}'];
  installKernel(at, mode, { argv, env, display_name: mode, language: 'none' });
  return mode;
}

function ask(name: string, at = server): Promise<Response> {
  return at.ask('api/kernels', { method: 'POST', body: { name }, headers: json });
}

/** Why a kernel did not come to be: the answer to its start, or on a slow machine, where it was taken for started, its end. */
async function failure(name: string, at = server): Promise<string> {
  const response = await ask(name, at);
  const { id, message } = (await response.json()) as { id: string; message: string };
  if (response.status === 500) return message;
  assert.equal(response.status, 201, message);
  await eventually('dead', async () => (await kernel(at, id))?.execution_state === 'dead');
  return (await kernel(at, id))?.reason ?? '';
}

test('start: a kernel that ends at once is refused with its last lines', async () => {
  const message = await failure(misbehaving('crash'));
  assert.match(message, /it ended with exit code 3; its last output:\nline 21 .*\n/);
  assert.ok(message.endsWith('line 30 of what it wrote'));
});

test('start: a program that is not there, may not be run, or is a folder', async () => {
  const file = join(server.folder, 'not-executable');
  writeFileSync(file, 'text', { mode: 0o600 });
  const script = join(server.folder, 'without-interpreter');
  writeFileSync(script, '#!/no/such/python\n', { mode: 0o700 });
  for (const [program, problem] of [
    ['/no/such/program', /there is no program "\/no\/such\/program"/],
    [file, /not-executable" may not be run/],
    [server.folder, /may not be run/],
    [script, /without-interpreter" is there, but not the program that its first line names/],
  ] as const) {
    installKernel(server, 'missing', { argv: [program, '{connection_file}'], display_name: 'x', language: 'x' });
    assert.match(await failure('missing'), problem);
  }
});

test('start: a kernelspec that is broken says how, also to who wants a session', async () => {
  installKernel(server, 'Broken', { argv: [], display_name: 'x', language: 'x' });
  const kernel = { name: 'broken' };
  const session = { path: 'b.ipynb', type: 'notebook', name: 'b', kernel };
  for (const [path, body] of [
    ['kernels', kernel],
    ['sessions', session],
  ] as const) {
    const response = await server.ask(`api/${path}`, { method: 'POST', body, headers: json });
    assert.equal(response.status, 500);
    const { message } = (await response.json()) as { message: string };
    assert.match(message, /^The kernelspec broken in .*Broken cannot be used: "argv" is missing, empty/);
  }
});

test('start: a module that is missing is named', {
  skip: python === undefined && 'HIMALIA_PYTHON is not set',
}, async () => {
  const argv = [python ?? '', '-m', 'no_such_kernel', '-f', '{connection_file}'];
  installKernel(server, 'no-module', { argv, display_name: 'x', language: 'python' });
  assert.match(await failure('no-module'), /No module named no_such_kernel/);
});

test('start: what listens is no kernel', async () => {
  assert.match(
    await failure(misbehaving('garbage')),
    /What listens on its port for \w+ is no kernel: .*does not speak ZMTP/,
  );
});

test('start: ports that somebody took meanwhile cost one more try, not the kernel', async () => {
  const marks = join(server.folder, 'tries');
  const { id } = await startKernel(server, misbehaving('ports-taken', { MISBEHAVING_MARKS: marks }));
  await eventually('idle', async () => (await kernel(server, id))?.execution_state === 'idle');
  assert.equal(readFileSync(marks, 'utf8'), '..');
});

test('start: ports that are always taken are said to be', async () => {
  assert.match(await failure(misbehaving('ports-taken-always')), /EADDRINUSE/);
});

for (const mode of ['deaf', 'mute'] as const) {
  test(`start: a kernel that never answers says so in its model and in the events (${mode})`, async () => {
    using news = await listen(server);
    const { id } = await startKernel(server, misbehaving(mode));
    await eventually('a reason', async () => (await kernel(server, id))?.reason !== undefined);
    const model = await kernel(server, id);
    assert.equal(model?.execution_state, 'starting');
    assert.match(model?.reason ?? '', /has not answered for 3 seconds since its start/);
    if (mode === 'deaf') assert.match(model?.reason ?? '', /waiting for something that never comes/);
    const isNews = ({ kernel_id, reason }: KernelEvent) => kernel_id === id && reason !== undefined;
    await eventually('the event', () => news.events.some(isNews));
    const told = news.events.find(isNews);
    assert.deepEqual([told?.action, told?.status, told?.reason], ['start', 'error', model?.reason]);
    assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
  });
}

test('start: a kernel that answers after its time is over is one as any other from then on', async () => {
  const marks = join(server.folder, 'late');
  using news = await listen(server);
  const { id } = await startKernel(server, misbehaving('late', { MISBEHAVING_MARKS: marks }));
  await eventually('a reason', async () => (await kernel(server, id))?.reason !== undefined);
  writeFileSync(marks, '');
  await eventually('idle', async () => (await kernel(server, id))?.execution_state === 'idle');
  assert.equal((await kernel(server, id))?.reason, undefined);
  const isNews = ({ kernel_id, status, reason }: KernelEvent) =>
    kernel_id === id && status === 'success' && reason !== undefined;
  await eventually('the event', () => news.events.some(isNews));
  assert.match(news.events.find(isNews)?.reason ?? '', /^It answered after \d+ seconds$/);
});

test('trouble: a kernel whose messages are not signed with its key', async () => {
  const { id } = await startKernel(server, misbehaving('unsigned'));
  await eventually('a reason', async () => /not signed/.test((await kernel(server, id))?.reason ?? ''));
  assert.match((await kernel(server, id))?.reason ?? '', /is not used \(\d+ so far\): A message that is not signed/);
});

test('trouble: noise on iopub is said, and the kernel goes on', async () => {
  const { id } = await startKernel(server, misbehaving('noise'));
  await using client = await KernelClient.connect(server, id);
  assert.equal((await kernel(server, id))?.reason, undefined);
  await client.reply(client.execute('anything'));
  await eventually('a reason', async () => /sends on iopub is not used/.test((await kernel(server, id))?.reason ?? ''));
  await client.reply(client.execute('again'));
});

test('death: while it computes, its cell is told why, and the events', async () => {
  using news = await listen(server);
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  const cell = client.execute('print before\nkill SIGSEGV');
  const notice = await client.find(
    ({ parentId, content }) => parentId === cell && content.name === 'stderr',
    'the notice',
  );
  assert.match(String(notice.content.text), /^\n\[The kernel died: it was ended by SIGSEGV: native code/);
  const status = await client.find(({ content }) => content.execution_state === 'restarting', 'restarting');
  assert.ok(client.received.indexOf(notice) < client.received.indexOf(status));
  assert.equal(await client.run('print again'), 'again\n');
  const isRestart = ({ action, kernel_id }: KernelEvent) => action === 'restart' && kernel_id === id;
  await eventually('the event', () => news.events.some(isRestart));
  const told = news.events.find(isRestart);
  assert.equal(told?.status, 'success');
  assert.match(told?.reason ?? '', /SIGSEGV/);
});

test('death: what it wrote at its start is not what it ended of', async () => {
  const argv = ['/bin/sh', '-c', 'echo a warning at its start >&2; exec "$0" "$@"', ...syntheticArgv];
  installKernel(server, 'warns', { argv, display_name: 'x', language: 'commands' });
  const { id } = await startKernel(server, 'warns');
  await using client = await KernelClient.connect(server, id);
  client.execute('kill SIGSEGV');
  const status = await client.find(({ content }) => content.execution_state === 'restarting', 'restarting');
  assert.match(String(status.content.reason), /^it was ended by SIGSEGV: [^\n]*$/);
});

test('death: who opens channels meanwhile waits for the end, and is refused with the reason', async () => {
  const { id } = await startKernel(server, misbehaving('crash-late'));
  const socket = server.socket(`api/kernels/${id}/channels`);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  assert.equal(response.statusCode, 404);
  response.resume();
  assert.equal((await kernel(server, id))?.execution_state, 'dead');
});

test('death: for good, the model is there a little longer and says why; the events say it as well', async () => {
  using news = await listen(server);
  const { id } = await startKernel(server, misbehaving('crash-late'));
  await eventually('dead', async () => (await kernel(server, id))?.execution_state === 'dead');
  const model = await kernel(server, id);
  assert.match(model?.reason ?? '', /exit code 3; its last output:\nline 21/);
  const listed = (await (await server.ask('api/kernels')).json()) as { id: string }[];
  assert.ok(listed.some((one) => one.id === id));
  const isEnd = ({ action, status, kernel_id }: KernelEvent) =>
    action === 'restart' && status === 'error' && kernel_id === id;
  await eventually('the event', () => news.events.some(isEnd));
  assert.match(news.events.find(isEnd)?.msg ?? '', /died and is not restarted: it ended with exit code 3/);
  const failedStart = ({ action, status, kernel_id }: KernelEvent) =>
    action === 'start' && status === 'error' && kernel_id === id;
  assert.ok(!news.events.some(failedStart), 'it did not take too long to answer');
  assert.equal((await server.ask(`api/kernels/${id}/restart`, { method: 'POST' })).status, 404);
});

test('death: who restarts it in the pause before it is restarted gets a new start, and its reason is history', async () => {
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  client.execute('kill SIGKILL');
  await client.find(({ content }) => content.execution_state === 'restarting', 'restarting');
  const response = await server.ask(`api/kernels/${id}/restart`, { method: 'POST' });
  const model = (await response.json()) as { execution_state: string; reason?: string };
  assert.deepEqual([model.execution_state, model.reason], ['starting', undefined]);
  assert.equal(await client.run('print again'), 'again\n');
});

test('death: whose connection file cannot be written again is dead with the reason', async () => {
  const { id } = await startKernel(server);
  const file = join(server.folder, 'runtime', `kernel-${id}.json`);
  rmSync(file);
  mkdirSync(file);
  const response = await server.ask(`api/kernels/${id}/restart`, { method: 'POST' });
  assert.equal(response.status, 500);
  assert.match(((await response.json()) as { message: string }).message, /^The kernel cannot be started: .*EISDIR/);
  const model = await kernel(server, id);
  assert.equal(model?.execution_state, 'dead');
  assert.match(model?.reason ?? '', /EISDIR/);
});

test('death: memory that ran out is said to have', async (t) => {
  const group = memoryGroup(`himalia-kernel-${process.pid}`, 200e6);
  if (!group) return t.skip('no control group can be made here');
  t.after(async () => {
    await eventually('empty', () => readFileSync(group.procs, 'utf8') === '');
    group.remove();
  });
  const script = `echo $$ > ${group.procs}; exec "$0" "$@"`;
  const kernelArgv = [
    process.execPath,
    '--conditions=source',
    '--no-warnings',
    misbehavingKernel,
    'greedy',
    '{connection_file}',
  ];
  installKernel(server, 'greedy', { argv: ['sh', '-c', script, ...kernelArgv], display_name: 'x', language: 'none' });
  assert.match(await failure('greedy'), /memory ran out/);
});

test('supervised: starts that fail and deaths say the same', async () => {
  await using supervised = await bootKernels({ supervisor: true });
  installKernel(supervised, 'missing', { argv: ['/no/such/program'], display_name: 'x', language: 'x' });
  assert.match(await failure('missing', supervised), /there is no program "\/no\/such\/program"/);
  const crash = await failure(misbehaving('crash', {}, supervised), supervised);
  assert.match(crash, /it ended with exit code 3; its last output:\nline 21 .*\n/);
  const { id } = await startKernel(supervised);
  await using client = await KernelClient.connect(supervised, id);
  client.execute('kill SIGKILL');
  const status = await client.find(({ content }) => content.execution_state === 'restarting', 'restarting');
  assert.match(String(status.content.reason), /it was killed \(SIGKILL\), not by this server/);
});
