import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import type { SupervisedHost } from '../src/host/supervised-host.ts';
import { isProcess, processStart } from '../src/processes/process-start.ts';
import { sendSignal } from '../src/processes/send-signal.ts';
import { frameHead, frameKinds } from '../src/supervisor/frame.ts';
import { supervisorPlaces, version } from '../src/supervisor/supervisor-folder.ts';
import { eventually } from './support/kernel-server.ts';
import { execute, heardOf, hostOf, newConnection, synthetic, words, wordsOf } from './support/supervised.ts';

/** Removed when what the tests started has ended: a supervisor may write into its own to the last. */
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function runtimeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-kernels-'));
  folders.push(folder);
  return folder;
}

/** Ends what a test may have left, by the ids that it knows. */
async function ending(t: TestContext, host: SupervisedHost): Promise<number> {
  const pid = (await host.pid()) ?? 0;
  t.after(async () => {
    await host[Symbol.asyncDispose]();
    // Several hosts may have had it, and one of them ended it a moment ago.
    if ((await processStart(pid)) !== undefined) sendSignal(pid, 'SIGKILL');
  });
  return pid;
}

async function running(t: TestContext, runtime: string, id = 'kernel') {
  const host = hostOf(runtime);
  const supervisor = await ending(t, host);
  const connection = await newConnection();
  const started = await host.spawn(synthetic(runtime, id, connection));
  t.after(async () => {
    if (await isProcess(started.pid, started.startTime ?? '')) process.kill(started.pid, 'SIGKILL');
  });
  const feed = await host.hold(id, connection);
  const heard = words(feed);
  await heardOf(feed);
  return { host, supervisor, connection, process: started, feed, heard };
}

test('supervisor: a kernel is started, talked to, signalled, and its end is told', async (t) => {
  const { process: kernel, feed, heard, host } = await running(t, runtimeFolder());
  assert.equal(await isProcess(kernel.pid, kernel.startTime ?? ''), true);
  assert.equal(execute(feed, 'print hello'), true);
  await eventually('its output', () => heard.includes('hello'));
  assert.equal(feed.journal.head > 0, true);
  assert.deepEqual(
    (await host.held()).map(({ id, attached, pid }) => ({ id, attached, pid })),
    [{ id: 'kernel', attached: true, pid: kernel.pid }],
  );
  kernel.signal('SIGKILL');
  assert.deepEqual(await kernel.exited, { code: null, signal: 'SIGKILL' });
  await feed.end();
  assert.deepEqual(await host.held(), []);
});

test('supervisor: a program that is not there is told with the code of the system', async (t) => {
  const runtime = runtimeFolder();
  const host = hostOf(runtime);
  await ending(t, host);
  const command = { kernelId: 'none', argv: ['no-such-program'] as [string], cwd: runtime, env: {} };
  await assert.rejects(host.spawn(command), { code: 'ENOENT' });
  assert.deepEqual(await host.held(), []);
});

test('supervisor: only one server has a kernel, and the next one gets it with all that was said meanwhile', async (t) => {
  const runtime = runtimeFolder();
  const first = await running(t, runtime);
  const second = hostOf(runtime);
  await ending(t, second);
  await assert.rejects(second.hold('kernel', first.connection), /Another server/);
  const { pid, startTime = '' } = first.process;
  await assert.rejects(second.adopt('kernel', { pid, startTime }), /Another server/);

  const go = join(runtime, 'go');
  execute(first.feed, `print one\nawait ${go}\nprint two`);
  await eventually('the first output', () => first.heard.includes('one'));
  const seen = first.feed.journal.head;
  first.feed.remember('at one');
  await first.host[Symbol.asyncDispose]();
  writeFileSync(go, '');

  await eventually('the lease is free', async () => (await second.held()).every(({ attached }) => !attached));
  const adopted = await second.adopt('kernel', { pid, startTime });
  assert.equal(adopted?.pid, pid);
  const feed = await second.hold('kernel', first.connection);
  assert.equal(feed.remembered, 'at one');
  const heard = words(feed);
  const states: string[] = [];
  feed.onState(({ type }) => states.push(type));
  execute(feed, 'print three');
  await eventually('the next output', () => heard.includes('three'));
  assert.deepEqual(states, [], 'its connection stood, and nothing was lost');
  const { missing, blocks } = await feed.journal.read(seen + 1, 1e6);
  assert.equal(missing, 0);
  assert.equal(blocks[0]?.first, seen + 1);
  const said = blocks.flatMap(wordsOf);
  assert.ok(said.includes('two') && said.indexOf('two') < said.indexOf('three'), said.join(', '));
});

test('supervisor: one server learns that a kernel ended while there was none, and nobody else until it forgot it', async (t) => {
  const runtime = runtimeFolder();
  const [first, second] = [hostOf(runtime), hostOf(runtime)] as const;
  for (const host of [first, second]) await ending(t, host);
  const gone = { pid: process.pid, startTime: 'before the last reboot' };
  assert.equal(await first.adopt('kernel', gone), undefined);
  await assert.rejects(second.adopt('kernel', gone), { code: 'attached' });
  await first.clear('kernel');
  assert.equal(await second.adopt('kernel', gone), undefined);
  await second[Symbol.asyncDispose]();
  await eventually('nothing is left of it', async () => (await first.held()).length === 0);
});

test('supervisor: when it is killed, another one goes on with its kernels', async (t) => {
  const runtime = runtimeFolder();
  const { host, supervisor, feed, heard, process: kernel } = await running(t, runtime);
  execute(feed, 'print before');
  await eventually('output', () => heard.includes('before'));
  const before = feed.journal.head;
  process.kill(supervisor, 'SIGKILL');
  await eventually('the end of the first', () => !feed.connected);
  await heardOf(feed);
  const next = await ending(t, host);
  assert.notEqual(next, supervisor);
  execute(feed, 'print after');
  await eventually('output of the same kernel', () => heard.includes('after'));
  assert.ok(feed.journal.head > before);
  assert.equal(await isProcess(kernel.pid, kernel.startTime ?? ''), true);
  kernel.signal('SIGKILL');
  assert.deepEqual(await kernel.exited, { code: null, signal: null });
});

test('supervisor: a journal that cannot be opened does not cost the kernel', async (t) => {
  const runtime = runtimeFolder();
  const { host, supervisor, connection, process: kernel, feed: before } = await running(t, runtime);
  const journals = join(runtime, 'himalia/journals');
  execute(before, 'print before');
  await eventually('a message', () => before.journal.head > 0);
  await host[Symbol.asyncDispose]();
  process.kill(supervisor, 'SIGKILL');
  rmSync(join(journals, 'kernel/1.journal'));
  mkdirSync(join(journals, 'kernel/1.journal'));
  const next = hostOf(runtime);
  const another = await ending(t, next);
  const name = { pid: kernel.pid, startTime: kernel.startTime ?? '' };
  assert.ok(await next.adopt('kernel', name));
  const feed = await next.hold('kernel', connection);
  const heard = words(feed);
  await heardOf(feed);
  execute(feed, 'print after');
  await eventually('output of the same kernel', () => heard.includes('after'));
  assert.deepEqual(readdirSync(journals).sort(), ['kernel', 'kernel.unreadable']);
  // Where there is no room for another one, the kernel waits for better times.
  await next[Symbol.asyncDispose]();
  process.kill(another, 'SIGKILL');
  rmSync(journals, { recursive: true });
  writeFileSync(journals, 'in the way');
  const last = hostOf(runtime);
  await ending(t, last);
  assert.ok(await last.adopt('kernel', name));
  await assert.rejects(last.hold('kernel', connection), /ENOTDIR|EEXIST/);
  assert.deepEqual(
    (await last.held()).map(({ id, attached }) => [id, attached]),
    [['kernel', false]],
  );
  await last[Symbol.asyncDispose]();
  rmSync(journals);
  const better = hostOf(runtime);
  await ending(t, better);
  assert.ok(await better.adopt('kernel', name));
  const again = await better.hold('kernel', connection);
  await eventually('connected', () => again.connected);
});

test('supervisor: one of a newer version gets its kernels when no server uses it', async (t) => {
  const runtime = runtimeFolder();
  const { host, supervisor, connection, process: kernel, feed } = await running(t, runtime);
  const start = (await processStart(supervisor)) ?? '';
  const greet = async (): Promise<void> => {
    const socket = connect(supervisorPlaces(runtime).socket).resume();
    const hello = Buffer.from(JSON.stringify({ hello: version + 1 }));
    socket.write(Buffer.concat([frameHead(frameKinds.json, hello.length), hello]));
    await once(socket, 'close');
  };
  await greet();
  assert.equal(await isProcess(supervisor, start), true, 'a server has its kernel');
  assert.ok(feed.connected);
  await host[Symbol.asyncDispose]();
  await eventually('its end', async () => {
    await greet().catch(() => undefined);
    return !(await isProcess(supervisor, start));
  });
  const next = hostOf(runtime);
  await ending(t, next);
  assert.ok(await next.adopt('kernel', { pid: kernel.pid, startTime: kernel.startTime ?? '' }));
  const again = await next.hold('kernel', connection);
  await eventually('connected', () => again.connected);
});

test('supervisor: kernels that a server has by way of another version are not taken', async (t) => {
  const runtime = runtimeFolder();
  const { host, process: kernel, feed, heard } = await running(t, runtime);
  const { socket, lock } = supervisorPlaces(runtime);
  for (const path of [socket, lock]) renameSync(path, path.replace(`-${version}.`, '-0.'));
  const other = hostOf(runtime);
  await ending(t, other);
  const name = { pid: kernel.pid, startTime: kernel.startTime ?? '' };
  await assert.rejects(other.adopt('kernel', name), /another version/);
  await other[Symbol.asyncDispose]();
  execute(feed, 'print still here');
  await eventually('output', () => heard.includes('still here'));
  kernel.signal('SIGKILL');
  await kernel.exited;
  await host[Symbol.asyncDispose]();
});

test('supervisor: what dies with its supervisor is told to have ended', async (t) => {
  const { host, supervisor, process: kernel } = await running(t, runtimeFolder());
  process.kill(kernel.pid, 'SIGSTOP'); // its end is not told before the supervisor's
  process.kill(supervisor, 'SIGKILL');
  process.kill(kernel.pid, 'SIGKILL');
  assert.equal((await kernel.exited).code, null);
  await ending(t, host); // it has another one by now
});

test('supervisor: it ends when nobody needs it, and its kernels do not', async (t) => {
  const runtime = runtimeFolder();
  const { host, supervisor, feed, process: kernel } = await running(t, runtime);
  const start = (await processStart(supervisor)) ?? '';
  kernel.signal('SIGKILL');
  await kernel.exited;
  await feed.end();
  await host[Symbol.asyncDispose]();
  await eventually('its end', async () => !(await isProcess(supervisor, start)));
  assert.equal(existsSync(supervisorPlaces(runtime).socket), false);
});

test('supervisor: nobody else may come near it', async (t) => {
  const runtime = runtimeFolder();
  process.env.JUPYTER_TOKEN = 'a-secret-token';
  const { supervisor } = await running(t, runtime);
  const { folder, socket } = supervisorPlaces(runtime);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(socket).mode & 0o777, 0o600);
  if (process.platform !== 'linux') return;
  const facts = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${supervisor}/${name}`, 'latin1')).join('\n');
  assert.doesNotMatch(facts, /a-secret-token|TOKEN|HIMALIA/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => statSync(join(folder, name)).mode & 0o077),
    [],
  );
});

test('supervisor: who does not speak its language is sent away, and kernels notice nothing', async (t) => {
  const runtime = runtimeFolder();
  const { feed, heard } = await running(t, runtime);
  const hello = Buffer.from(JSON.stringify({ hello: 1 }));
  const framed = (kind: number, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.writeUInt32LE(body.length + 1);
    head.writeUInt8(kind, 4);
    return Buffer.concat([head, body]);
  };
  const bad = [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.alloc(64, 0xff),
    framed(1, Buffer.from('{"hello":99}')),
    framed(1, Buffer.from('no json')),
    framed(3, Buffer.alloc(9)),
    Buffer.concat([framed(1, hello), framed(9, Buffer.alloc(3))]),
    Buffer.concat([framed(1, hello), framed(1, Buffer.from('[]'))]),
    Buffer.concat([framed(1, hello), framed(3, Buffer.from([1, 0, 0, 0, 0, 255, 255, 255, 255]))]),
  ];
  for (const bytes of bad) {
    const socket = connect(supervisorPlaces(runtime).socket);
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(bytes);
    await once(socket, 'close');
  }
  execute(feed, 'print still here');
  await eventually('output', () => heard.includes('still here'));
});

test('supervisor: of several that start at once one is left', async (t) => {
  const runtime = runtimeFolder();
  const hosts = Array.from({ length: 4 }, () => hostOf(runtime));
  const pids = await Promise.all(hosts.map((host) => ending(t, host)));
  assert.equal(new Set(pids).size, 1);
});

test('supervisor: a socket that a killed one left is no obstacle', async (t) => {
  const runtime = runtimeFolder();
  const host = hostOf(runtime);
  const killed = await ending(t, host);
  process.kill(killed, 'SIGKILL');
  const others = Array.from({ length: 3 }, () => hostOf(runtime));
  await eventually('its end', async () => (await processStart(killed)) === undefined);
  const pids = await Promise.all(others.map((other) => ending(t, other)));
  assert.equal(new Set(pids).size, 1);
  assert.notEqual(pids[0], killed);
});
