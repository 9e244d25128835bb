import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { type KernelServer, serveKernel } from '@himalia/protocol/kernel-server';
import { createHeader, encodeParts, WireMessage } from '@himalia/protocol/message';
import { eventually, freePorts } from '@himalia/testing';
import { LateSubscription } from '../../test/support/late-subscription.ts';
import { QuietLog } from '../../test/support/quiet-log.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { Wire } from '../../test/support/wire.ts';
import { serverMessage } from '../feed/server-messages.ts';
import { LocalHost } from '../host/local-host.ts';
import { connectClient } from './connect-client.ts';
import { type Hold, KernelConnection } from './kernel-connection.ts';

const limits = { startMs: 10_000, heartbeatMs: 0 };
const info = {
  implementation: 'test',
  implementation_version: '1',
  banner: '',
  language_info: { name: 'test', version: '1', mimetype: 'text/plain', file_extension: '.txt' },
};

const none = (): void => undefined;

function connectionTo(ports: KernelServer['ports'], key: string): ConnectionInfo {
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: ports.shell,
    iopub_port: ports.iopub,
    stdin_port: ports.stdin,
    control_port: ports.control,
    hb_port: ports.hb,
    key,
    signature_scheme: 'hmac-sha256',
  };
}

function holding(t: TestContext): Hold {
  const host = new LocalHost({ folder: temporaryFolder(t), limits: { bytes: 1e8, ageMs: 0 } });
  return (connection) => host.hold('kernel', connection);
}

async function serve(t: TestContext, key: string, ports: Partial<KernelServer['ports']> = {}): Promise<KernelServer> {
  const any = { shell: 0, iopub: 0, stdin: 0, control: 0, hb: 0 };
  const kernel = await serveKernel(connectionTo({ ...any, ...ports }, key), { info, execute: () => undefined });
  t.after(() => kernel.close());
  return kernel;
}

test('connection: a kernel is ready when it answered and was heard', async (t) => {
  const kernel = await serve(t, 'key');
  const connection = new KernelConnection(holding(t), limits, new QuietLog());
  t.after(() => connection.close());
  assert.equal(connection.activity.state, 'starting');
  assert.equal(await connection.open(connectionTo(kernel.ports, 'key'), none), true);
  assert.equal(connection.activity.state, 'idle');
});

test('connection: messages that are not signed with its key are dropped and logged, once in a while', async (t) => {
  const kernel = await serve(t, 'another key');
  const log = new QuietLog();
  const connection = new KernelConnection(holding(t), { ...limits, startMs: 1000, heartbeatMs: 0 }, log);
  t.after(() => connection.close());
  await new Promise<void>((late) => void connection.open(connectionTo(kernel.ports, 'key'), late));
  const [complaint, ...more] = log.entries.filter(({ level }) => level === 'warn');
  assert.match(String(complaint?.fields?.problem), /not signed/);
  assert.deepEqual(more, []);
});

test('connection: opened before the kernel listens, and again for the next process', async (t) => {
  const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = await freePorts(5);
  const ports = { shell, iopub, stdin, control, hb };
  const connection = new KernelConnection(holding(t), limits, new QuietLog());
  t.after(() => connection.close());
  const ready = connection.open(connectionTo(ports, 'key'), none);
  const second = await serve(t, 'key', ports);
  assert.equal(await ready, true);
  await second.close();
  const again = connection.open(connectionTo(ports, 'key'), none);
  await serve(t, 'key', ports);
  assert.equal(await again, true);
});

test('connection: a kernel that goes on over new sockets gets no request before it has the subscription', async (t) => {
  const kernel = await serve(t, 'key');
  await using iopub = await LateSubscription.before(kernel.ports.iopub);
  const connection = new KernelConnection(holding(t), limits, new QuietLog());
  t.after(() => connection.close());
  const known = { state: 'idle', execution: undefined, lastActivity: 0, sequence: 0 };
  await connection.adopt({ ...connectionTo(kernel.ports, 'key'), iopub_port: iopub.port }, known);
  const header = createHeader('execute_request', 'tab');
  const got: string[] = [];
  const line = connectClient(connection, {
    pending: 0,
    receive: (messages, taken) => {
      const wires = messages.map(({ parts }) => new WireMessage(parts as readonly Buffer[]));
      got.push(...wires.filter(({ parentId }) => parentId === header.msg_id).map(({ type }) => type));
      taken();
    },
    pause: none,
    resume: none,
    end: none,
  });
  const content = { code: 'x', silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  const parts = encodeParts({ header, content }) as readonly Buffer[];
  line.request({ channel: 'shell', parts });
  // It answered what the server asked behind that.
  await eventually('two answers', () => connection.journal.head > 1);
  assert.deepEqual(got, []);
  iopub.pass();
  await eventually('all of the cell', () => got.length === 4);
  assert.deepEqual(got.sort(), ['execute_input', 'execute_reply', 'status', 'status']);
});

test('connection: closed while it is not held yet, it leaves nothing behind', async (t) => {
  const kernel = await serve(t, 'key');
  const folder = temporaryFolder(t);
  const host = new LocalHost({ folder, limits: { bytes: 1e8, ageMs: 0 } });
  const asked = Promise.withResolvers<void>();
  const later = Promise.withResolvers<void>();
  const hold: Hold = async (connection) => {
    asked.resolve();
    await later.promise;
    return host.hold('kernel', connection);
  };
  const connection = new KernelConnection(hold, limits, new QuietLog());
  const ready = connection.open(connectionTo(kernel.ports, 'key'), none);
  await asked.promise;
  const closed = connection.close();
  later.resolve();
  await closed;
  assert.equal(await ready, false);
  assert.deepEqual(readdirSync(join(folder, 'journals')), []);
});

test('connection: given up while it waits', async (t) => {
  const kernel = await serve(t, 'another key');
  const connection = new KernelConnection(holding(t), limits, new QuietLog());
  const ready = connection.open(connectionTo(kernel.ports, 'key'), none);
  await connection.close();
  assert.equal(await ready, false);
});

test('connection: what is asked while iopub is broken waits for it; an interrupt does not', async (t) => {
  const kernel = await serve(t, 'key');
  await using wire = await Wire.to(kernel.ports.iopub);
  const feed = await holding(t)(connectionTo({ ...kernel.ports, iopub: wire.port }, 'key'));
  t.after(() => feed.end());
  const ask = (channel: 'shell' | 'control'): boolean =>
    feed.send(channel, serverMessage('kernel_info_request', {}).parts);
  await eventually('connected', () => feed.connected);
  wire.break();
  await eventually('broken', () => !feed.connected);
  assert.deepEqual([ask('shell'), ask('control')], [false, true]);
  await wire.mend();
  await eventually('connected again', () => feed.connected);
  assert.equal(ask('shell'), true);
});
