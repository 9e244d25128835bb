import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Adoption,
  type ConnectionInfo,
  KernelError,
  type KernelProcess,
  type Launch,
  type Provisioner,
} from '@himalia/contracts/kernels';
import type { Kernelspec } from '@himalia/contracts/kernelspecs';
import { parseConnectionInfo } from '@himalia/protocol/connection';
import {
  clearConnectionFile,
  connectionFile,
  portsOf,
  removeConnectionFile,
  writeConnectionFile,
} from './connection-file.ts';
import { type Encryption, encryptionKeys } from './encryption.ts';
import { kernelCommand } from './kernel-command.ts';
import { kernelEnvironment } from './kernel-environment.ts';
import { LocalProcess } from './local-process.ts';
import { Ports } from './ports.ts';

type LocalProvisionerOptions = {
  /** Folder of the connection files. */
  readonly runtime: string;
  readonly transport: 'tcp' | 'ipc';
  /** Address that kernels listen on. */
  readonly ip: string;
  readonly encryption: Encryption;
};
/** Longest path of a Unix socket on Linux; macOS allows four less. */
const maxSocketPath = 103;

/** Starts kernels as processes of this machine. */
export class LocalProvisioner implements Provisioner {
  readonly name = 'local-provisioner';
  readonly #options: LocalProvisionerOptions;
  readonly #ports = new Ports();

  constructor(options: LocalProvisionerOptions) {
    this.#options = options;
  }

  /** Rejects by `KernelError`. */
  async launch(launch: Launch): Promise<KernelProcess> {
    try {
      return await this.#launch(launch);
    } catch (error) {
      throw startFailure(launch.spec.argv[0] ?? '', launch.cwd, error as NodeJS.ErrnoException);
    }
  }

  async #launch(launch: Launch): Promise<KernelProcess> {
    const { id, spec, cwd } = launch;
    const file = this.#file(id);
    const connection = launch.connection ?? (await this.#connect(id, spec));
    const cleanup = () => this.#cleanup(id, connection);
    try {
      await writeConnectionFile(file, connection, launch.env.JPY_SESSION_NAME);
      const held = await launch.spawn({
        kernelId: id,
        argv: await kernelCommand(spec, file),
        cwd,
        env: kernelEnvironment({ own: process.env, extra: launch.env, spec: spec.env, language: spec.language }),
      });
      return new LocalProcess(held, connection, cleanup);
    } catch (error) {
      await cleanup().catch(() => undefined);
      throw error;
    }
  }

  async adopt({ id, process, connection: told }: Adoption): Promise<KernelProcess> {
    const connection = told ?? parseConnectionInfo(await readFile(this.#file(id), 'utf8'));
    if (connection.transport === 'tcp') this.#ports.keep(portsOf(connection));
    return new LocalProcess(process, connection, () => this.#cleanup(id, connection));
  }

  async clear(id: string): Promise<void> {
    await clearConnectionFile(this.#file(id));
  }

  #file(id: string): string {
    return connectionFile(this.#options.runtime, id);
  }

  async #cleanup(id: string, connection: ConnectionInfo): Promise<void> {
    this.#ports.release(portsOf(connection));
    await removeConnectionFile(this.#file(id), connection);
  }

  async #connect(id: string, spec: Kernelspec): Promise<ConnectionInfo> {
    const { transport, runtime, encryption } = this.#options;
    const keys = encryptionKeys(spec, encryption);
    const ip = transport === 'ipc' ? join(runtime, `kernel-${id}-ipc`) : this.#options.ip;
    if (transport === 'ipc' && Buffer.byteLength(ip) + 2 > maxSocketPath) {
      throw new KernelError('start_failed', `the path ${ip} is too long for a Unix socket; use the transport tcp`);
    }
    const [shell = 1, iopub = 2, stdin = 3, control = 4, hb = 5] =
      transport === 'ipc' ? [] : await this.#ports.take(5, this.#options.ip);
    return {
      shell_port: shell,
      iopub_port: iopub,
      stdin_port: stdin,
      control_port: control,
      hb_port: hb,
      ip,
      key: randomBytes(16).toString('hex').replace(/^.{8}/, '$&-'),
      transport,
      signature_scheme: 'hmac-sha256',
      kernel_name: spec.name,
      ...keys,
    };
  }
}

function startFailure(program: string, cwd: string, error: NodeJS.ErrnoException): Error {
  if (error instanceof KernelError) return error;
  return new KernelError('start_failed', `The kernel cannot be started: ${whyNot(program, cwd, error)}`);
}

/** What came from the supervisor has its code and message, and no more. */
function whyNot(program: string, cwd: string, { code, message }: NodeJS.ErrnoException): string {
  if (!message.startsWith('spawn ')) return message;
  const path = message.slice('spawn '.length).replace(/ E[A-Z]+$/, '') || program;
  if (code === 'ENOENT' && !existsSync(cwd)) return `there is no folder ${cwd}`;
  // A virtual environment that was moved leaves such scripts behind.
  if (code === 'ENOENT' && existsSync(path)) return `"${path}" is there, but not the program that its first line names`;
  if (code === 'ENOENT') return `there is no program "${path}"`;
  if (code === 'EACCES') return `"${path}" may not be run, or the folder ${cwd} not be entered`;
  return message;
}
