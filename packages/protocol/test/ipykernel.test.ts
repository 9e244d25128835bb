import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  bind,
  type ConnectionInfo,
  clientCurve,
  connect,
  endpointOf,
  type Frames,
  kernelPorts,
  makeCurveKeys,
} from '@himalia/protocol';
import { anyPorts } from './example-kernel.ts';
import { KernelClient } from './kernel-client.ts';
import { pythonWith } from './python.ts';
import { waitUntil } from './wait-until.ts';

const python = pythonWith('ipykernel') ?? '';
const skip = python === '' ? 'no Python with ipykernel (set HIMALIA_PYTHON)' : false;

async function freePorts(): Promise<ConnectionInfo> {
  const sockets = await Promise.all(kernelPorts.map(() => bind('REP', 'tcp://127.0.0.1:0')));
  const ports = kernelPorts.map((name, index) => [`${name}_port`, sockets[index]?.port]);
  await Promise.all(sockets.map((socket) => socket.close()));
  return { ...anyPorts, ...Object.fromEntries(ports) };
}

/** As jupyter_client names them in connection files. */
function curveMembers(): Pick<ConnectionInfo, 'curve_publickey' | 'curve_secretkey'> {
  const { publicKey, secretKey } = makeCurveKeys();
  return { curve_publickey: publicKey, curve_secretkey: secretKey };
}

for (const encrypted of [false, true])
  describe(`our client with ipykernel${encrypted ? ', encrypted' : ''}`, { skip, timeout: 120_000 }, () => {
    let folder = '';
    let connection = anyPorts;
    let stop = (): void => undefined;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'himalia-ipykernel-'));
      connection = { ...(await freePorts()), ...(encrypted ? curveMembers() : {}) };
      const file = join(folder, 'connection.json');
      await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
      const env = { ...process.env, IPYTHONDIR: folder };
      const child = spawn(python, ['-m', 'ipykernel_launcher', '-f', file], { stdio: 'ignore', env });
      stop = () => child.kill('SIGKILL');
    });
    after(async () => {
      stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('connects before the kernel listens, runs cells, answers its questions, hears its heart', async () => {
      await using client = new KernelClient(connection);
      assert.equal((await client.reply(client.send(client.shell, 'kernel_info_request', {}))).content().status, 'ok');
      const id = client.execute("print('ä' * 3); name = input('Name?'); name");
      await waitUntil(() => client.replies.some((message) => message.type === 'input_request'), 'the question');
      client.send(client.stdin, 'input_reply', { value: 'Ada' });
      assert.equal((await client.reply(id)).content().status, 'ok');
      await client.published(id);
      const own = client.outputs.filter((message) => message.parentId === id);
      const text = own.filter((message) => message.type === 'stream').map((message) => message.content().text);
      assert.ok(text.join('').startsWith('äää\n'), text.join(''));
      const result = own.find((message) => message.type === 'execute_result');
      assert.deepEqual(result?.content().data, { 'text/plain': "'Ada'" });

      await using heart = connect('REQ', endpointOf(connection, 'hb'), { curve: clientCurve(connection) });
      const beat = new Promise<readonly Frames[]>((resolve) => heart.onMessages(resolve));
      heart.send([Buffer.from('ping')]);
      assert.deepEqual(await beat, [[Buffer.from('ping')]]);
    });

    it('receives an output of 20 MB and a flood of small ones', async () => {
      await using client = new KernelClient(connection);
      await client.reply(client.send(client.shell, 'kernel_info_request', {}));
      const large = client.execute(
        "from IPython.display import display\ndisplay({'text/plain': 'x' * 20_000_000}, raw=True)",
      );
      await client.published(large);
      const shown = client.outputs.find((message) => message.type === 'display_data');
      assert.ok((shown?.parts[3]?.length ?? 0) > 20_000_000);
      const flood = client.execute("for i in range(2000): display({'text/plain': str(i)}, raw=True)");
      const types = await client.published(flood);
      assert.equal(types.filter((type) => type === 'display_data').length, 2000);
    });
  });
