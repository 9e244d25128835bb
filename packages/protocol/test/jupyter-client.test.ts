import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type ConnectionInfo, parseConnectionInfo, serveKernel } from '@himalia/protocol';
import { anyPorts, exampleKernel } from './example-kernel.ts';
import { pythonWith, startPeer } from './python.ts';

const python = pythonWith('jupyter_client') ?? '';
const script = join(import.meta.dirname, 'jupyter-client-peer.py');
const skip = python === '' ? 'no Python with jupyter_client (set HIMALIA_PYTHON)' : false;
const folder = await mkdtemp(join(tmpdir(), 'himalia-kernel-'));
const ipc: ConnectionInfo = {
  ...anyPorts,
  transport: 'ipc',
  ip: join(folder, 'kernel'),
  shell_port: 1,
  iopub_port: 2,
  stdin_port: 3,
  control_port: 4,
  hb_port: 5,
};

after(() => rm(folder, { recursive: true }));

describe('jupyter_client with a kernel of ours', { skip, timeout: 60_000 }, () => {
  for (const connection of [anyPorts, ipc, { ...anyPorts, key: '' }]) {
    it(`runs cells over ${connection.transport}${connection.key === '' ? ' unsigned' : ''}`, async () => {
      await using server = await serveKernel(connection, exampleKernel);
      const file = join(folder, 'connection.json');
      const ports = Object.entries(server.ports).map(([name, port]) => [`${name}_port`, port]);
      const bound = connection.transport === 'tcp' ? { ...connection, ...Object.fromEntries(ports) } : connection;
      await writeFile(file, JSON.stringify(parseConnectionInfo(JSON.stringify(bound))));
      const peer = startPeer(python, script, [file]);
      const { info, ...told } = await peer.line();
      assert.partialDeepStrictEqual(info, { status: 'ok', implementation: 'example', protocol_version: '5.4' });
      assert.deepEqual(told, expected);
      assert.deepEqual(await server.closed, { restart: true });
      await peer.ended();
    });
  }
});

function cell(code: string, count: number, outputs: readonly unknown[], status = 'ok'): unknown {
  const input = ['execute_input', { code, execution_count: count }];
  const [busy, idle] = ['busy', 'idle'].map((state) => ['status', { execution_state: state }]);
  return { status, count, outputs: [busy, input, ...outputs, idle] };
}

function result(text: string, count: number): unknown {
  return ['execute_result', { data: { 'text/plain': text }, metadata: {}, execution_count: count }];
}

const expected = {
  alive: true,
  print: cell('print one two', 1, [['stream', { name: 'stdout', text: 'one\ntwo\n' }]]),
  value: cell('value 42', 2, [result('42', 2)]),
  show: cell('show <b>', 3, [
    [
      'display_data',
      { data: { 'text/html': '<b>' }, metadata: { isolated: true }, transient: { display_id: 'shown' } },
    ],
  ]),
  throw: cell('throw no', 4, [['error', { ename: 'RangeError', evalue: 'no' }]], 'error'),
  ask: cell('ask Name?', 5, [result('Ada', 5)]),
  complete: { status: 'ok', matches: ['show'], cursor_start: 0, cursor_end: 2, metadata: {} },
  is_complete: { status: 'incomplete' },
  history: {
    status: 'ok',
    history: [
      [0, 4, 'throw no'],
      [0, 5, 'ask Name?'],
    ],
  },
  shutdown: { status: 'ok', restart: true },
};
