import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eventually, Home, KernelClient, type ServerProcess } from '@himalia/testing';
import { isProcess, processStart } from '../../kernels/src/processes/process-start.ts';
import { findSupervisor } from '../../kernels/src/supervisor/connect-supervisor.ts';
import { Peer } from '../../kernels/src/supervisor/peer.ts';

const python = process.env.HIMALIA_PYTHON;
const synthetic = join(import.meta.dirname, '../../kernels/test/support/synthetic-kernel.ts');
export const withPython: { readonly skip?: string } =
  python === undefined ? { skip: 'HIMALIA_PYTHON names no interpreter with ipykernel' } : {};

export { eventually };

type Model = { readonly id: string; readonly name: string; readonly execution_state: string };
export type Session = { readonly id: string; readonly path: string; readonly name: string; readonly kernel: Model };

/** Not a zombie that nobody takes notice of. */
export async function lives(pid: number): Promise<boolean> {
  return (await processStart(pid)) !== undefined;
}

/** A server of one home, which may be killed and started again. */
export class Running {
  readonly process: ServerProcess;

  private constructor(process: ServerProcess) {
    this.process = process;
  }

  static async start(t: TestContext, home: Home, ...args: string[]): Promise<Running> {
    const server = await home.serve('lab', args);
    t.after(() => server.stop('SIGKILL'));
    return new Running(server);
  }

  async kill(): Promise<void> {
    await this.process.stop('SIGKILL');
  }

  ask<T>(path: string, method?: string, body?: object): Promise<T> {
    return this.process.json<T>(path, method, body);
  }

  async session(path: string, kernel = 'python3'): Promise<Session> {
    const body = { path, name: path, type: 'notebook', kernel: { name: kernel } };
    return await this.ask<Session>('api/sessions', 'POST', body);
  }

  /** Saves a notebook whose code cells have these ids. */
  async notebook(path: string, ...ids: string[]): Promise<void> {
    const cells = ids.map((id) => ({
      cell_type: 'code',
      id,
      metadata: {},
      source: '',
      outputs: [],
      execution_count: null,
    }));
    const content = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await this.ask(`api/contents/${path}`, 'PUT', { type: 'notebook', format: 'json', content });
  }

  client(kernel: string, session: string): Promise<KernelClient> {
    return KernelClient.connect(this.process, kernel, { session });
  }
}

/** A home whose kernels, and what holds them, end with the test: without its folder a supervisor has nothing to do. */
export function homeOf(t: TestContext): Home {
  const home = new Home();
  t.after(() => home[Symbol.dispose]());
  const node = [process.execPath, '--conditions=source', '--no-warnings'];
  home.installKernel('synthetic', [...node, synthetic, '{connection_file}']);
  if (python !== undefined)
    home.installKernel('python3', [python, '-m', 'ipykernel_launcher', '-f', '{connection_file}']);
  return home;
}

/** The process that holds the kernels of a home; 0: none does. */
export async function supervisorOf(home: Home): Promise<number> {
  const socket = await findSupervisor(home.runtime);
  if (!socket) return 0;
  const listener = {
    answer: () => Promise.reject(new Error('none')),
    told: () => {},
    frame: () => {},
    closed: () => {},
  };
  using peer = new Peer(socket, listener);
  await peer.ready.catch(() => undefined);
  return peer.pid ?? 0;
}

/** The process of a kernel, which ends with the test at the latest. */
export async function pidOf(t: TestContext, server: Running, kernel: string): Promise<number> {
  const client = await server.client(kernel, randomUUID());
  const { name } = await server.ask<Model>(`api/kernels/${kernel}`);
  // All of it has come before the client leaves: the next one would get again what is on its way.
  const pid = Number(await client.run(name === 'synthetic' ? 'pid' : 'import os; print(os.getpid())'));
  await client.close();
  const start = (await processStart(pid)) ?? '';
  t.after(async () => {
    if (await isProcess(pid, start)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

/** What clients got of a cell, one after the other. */
export function lines(cell: string, ...clients: KernelClient[]): string[] {
  const all = clients.map((client) => client.text(cell)).join('\n');
  return all.split('\n').filter((line) => line !== '');
}

type Cell = { readonly id: string; readonly execution_count: number | null; readonly outputs: readonly CellOutput[] };
type CellOutput = { readonly name?: string; readonly text?: readonly string[] };

/** A cell of a notebook, as it lies on the disk. */
export function cellOf(home: Home, path: string, id: string): Cell | undefined {
  const { cells } = JSON.parse(readFileSync(join(home.root, path), 'utf8')) as { readonly cells: readonly Cell[] };
  return cells.find((cell) => cell.id === id);
}

/** What a cell has of a stream. */
export function streamOf(home: Home, path: string, id: string, name = 'stdout'): string {
  const outputs = cellOf(home, path, id)?.outputs ?? [];
  return outputs.flatMap((output) => (output.name === name ? (output.text ?? []) : [])).join('');
}
