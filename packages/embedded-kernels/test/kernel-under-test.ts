import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionInfo } from '@himalia/protocol';
import { freePorts } from '@himalia/testing';
import { type EmbeddedKernelName, embeddedKernelspec } from '../src/embedded-kernelspec.ts';
import { WireClient } from './wire-client.ts';

/** A kernel as a Jupyter server starts it: a process from the kernelspec's command, in a folder of its own. */
export class KernelUnderTest implements AsyncDisposable {
  readonly folder: string;
  readonly process: ChildProcess;
  readonly client: WireClient;
  readonly exited: Promise<unknown>;

  private constructor(folder: string, process: ChildProcess, client: WireClient) {
    this.folder = folder;
    this.process = process;
    this.client = client;
    this.exited = once(process, 'exit');
  }

  static async start(name: EmbeddedKernelName, env: NodeJS.ProcessEnv = {}): Promise<KernelUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'himalia-embedded-'));
    const connection = await freeConnection();
    const file = join(folder, '.connection.json');
    await writeFile(file, JSON.stringify(connection));
    const [command = '', ...args] = embeddedKernelspec(name).argv.map((part) =>
      part.replace('{connection_file}', file),
    );
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...env },
    });
    const kernel = new KernelUnderTest(folder, child, new WireClient(connection));
    await kernel.client.welcomed;
    await kernel.client.ask('kernel_info_request');
    return kernel;
  }

  /** Sends SIGINT as soon as the cell printed something, or another message is heard of it. */
  async interruptWhenHeard(code: string, heard = 'stream'): Promise<Awaited<ReturnType<WireClient['run']>>> {
    let sent = false;
    return await this.client.run(code, {
      onOutput: ({ type }) => {
        if (type === heard && !sent) sent = this.process.kill('SIGINT');
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    this.process.kill('SIGKILL');
    if (this.process.exitCode === null && this.process.signalCode === null) await this.exited;
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function freeConnection(): Promise<ConnectionInfo> {
  const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = await freePorts(5);
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
  };
}
