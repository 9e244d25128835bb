/** The servers to compare, each a process of its own over the same kernelspecs. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { Home, type ServerProcess } from '@himalia/testing';
import { peerPython, pythonWith } from '../scripts/test/python.js';
import { Steps } from '../scripts/test/steps.js';

export type Server = ServerProcess;
export const names = ['jupyter_server', 'himalia'] as const;
export type Name = (typeof names)[number];
/** Of jupyter_server, `kernels` and `notebook` are the server alone. */
export type Kind = 'kernels' | 'notebook' | 'lab';
/** Where servers run, and with which Python. */
export type Place = { readonly home: Home; readonly python: string };

/** A Python with jupyter_server and ipykernel: `HIMALIA_PEER_PYTHON`, or the virtual environment of the tests. */
export async function comparedPython(): Promise<string> {
  const steps = new Steps();
  const python = await pythonWith(steps, peerPython);
  if (!python) throw new Error(`nothing to compare with: ${steps.results.map(({ note }) => note).join(' ')}`);
  return python;
}

/** A home with the kernelspec of the flooding kernel. */
export function floodHome(): Home {
  const home = new Home();
  const launch = `echo "$$ $1" > '${floodPipe(home.folder)}'; exec sleep 3600`;
  home.installKernel('flood', ['/bin/sh', '-c', launch, 'flood.fifo', '{connection_file}']);
  return home;
}

export function floodPipe(folder: string): string {
  return join(folder, 'flood.fifo');
}

/** The process behind all flooding kernels. It ends with this one. */
export function startFloodHost(folder: string): ChildProcess {
  execFileSync('mkfifo', [floodPipe(folder)]);
  const host = join(import.meta.dirname, 'flood-host.ts');
  return spawn(process.execPath, ['--conditions=source', host, floodPipe(folder)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** Starts a server as it is installed. */
export function start(name: Name, kind: Kind, { home, python }: Place, more?: NodeJS.ProcessEnv): Promise<Server> {
  const { PATH = '' } = home.env;
  // Each keeps what it compiled where it does so for people.
  const env = { PATH: [dirname(python), PATH].join(delimiter), NODE_COMPILE_CACHE: undefined, ...more };
  if (name === 'himalia') return home.serve(kind, [], { env, built: true });
  const unlimited = ['iopub_msg_rate_limit', 'iopub_data_rate_limit'].map(
    (option) => `--ZMQChannelsWebsocketConnection.${option}=0`,
  );
  const args = ['--no-browser', '--allow-root', '--ip=127.0.0.1', '--port=0', ...unlimited];
  return home.spawn(python, ['-m', kind === 'lab' ? 'jupyterlab' : 'jupyter_server', ...args], { env }).ready();
}

export async function startKernel(server: Server, name: string): Promise<string> {
  const { id } = await server.json<{ id: string }>('api/kernels', 'POST', { name });
  return id;
}

export async function stopKernel(server: Server, id: string): Promise<void> {
  await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
}
