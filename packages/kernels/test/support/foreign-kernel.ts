import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { freePorts } from '@himalia/testing';

const script = join(import.meta.dirname, 'synthetic-kernel.ts');

export type ForeignKernel = AsyncDisposable & {
  readonly pid: number;
  readonly connection: ConnectionInfo;
  readonly file: string;
  alive(): boolean;
  /** Kills it, as a crash would. */
  kill(): Promise<void>;
};

/** A kernel that is no server's: its connection file lies where it is told. Given a connection it listens there again. */
export async function startForeign(file: string, again?: ConnectionInfo, name?: string): Promise<ForeignKernel> {
  const [shell = 0, iopub = 0, stdin = 0, control = 0, hb = 0] = again ? [] : await freePorts(5);
  const connection: ConnectionInfo = again ?? {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
    key: 'a key of its own',
    signature_scheme: 'hmac-sha256',
    ...(name === undefined ? {} : { kernel_name: name }),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(connection));
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', script, file], { stdio: 'ignore' });
  await once(child, 'spawn');
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    connection,
    file,
    alive: () => child.exitCode === null && child.signalCode === null,
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
