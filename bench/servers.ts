/** The servers to compare, each a process of its own over the same kernelspecs. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { peerPython, pythonWith } from '../scripts/test/python.js';
import { Steps } from '../scripts/test/steps.js';

const root = join(import.meta.dirname, '..');
const token = 'bench-token-0123456789';

export type Server = {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly process: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<unknown>;
};

/** A Python with jupyter_server and ipykernel: `HIMALIA_PEER_PYTHON`, or the virtual environment of the tests. */
export async function comparedPython(): Promise<string> {
  const steps = new Steps();
  const python = await pythonWith(steps, peerPython);
  if (!python) throw new Error(`nothing to compare with: ${steps.results.map(({ note }) => note).join(' ')}`);
  return python;
}

/** Writes the kernelspec of the flooding kernel; answers the environment in which both servers find it. */
export function environment(folder: string, python: string): NodeJS.ProcessEnv {
  const spec = join(folder, 'data/kernels/flood');
  mkdirSync(spec, { recursive: true });
  const launch = `echo "$$ $1" > '${floodPipe(folder)}'; exec sleep 3600`;
  const argv = ['/bin/sh', '-c', launch, 'flood.fifo', '{connection_file}'];
  writeFileSync(join(spec, 'kernel.json'), JSON.stringify({ argv, display_name: 'Flood', language: 'flood' }));
  const own = (part: string): string => join(folder, part);
  return {
    ...process.env,
    HOME: folder,
    PATH: `${join(python, '..')}:${process.env.PATH}`,
    JUPYTER_DATA_DIR: own('data'),
    JUPYTER_CONFIG_DIR: own('config'),
    JUPYTER_RUNTIME_DIR: own('runtime'),
  };
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

async function started(
  name: string,
  command: string,
  args: string[],
  port: number,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Server> {
  const process_ = spawn(command, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(process_, 'exit');
  let errors = '';
  process_.stderr?.on('data', (chunk) => (errors = (errors + chunk).slice(-4000)));
  const url = `http://127.0.0.1:${port}/`;
  for (let attempt = 0; attempt < 300; attempt++) {
    if (process_.exitCode !== null) break;
    const reply = await fetch(`${url}api/status?token=${token}`).catch(() => undefined);
    if (reply?.ok) return { name, url, token, process: process_, pid: process_.pid ?? 0, ended };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} did not start:\n${errors}`);
}

export async function startHimalia(env: NodeJS.ProcessEnv, cwd: string): Promise<Server> {
  const port = await freePort();
  const himalia = join(root, 'packages/server/bin/himalia.js');
  const args = [himalia, 'start', 'kernels', `--port=${port}`, `--token=${token}`, '--no-browser'];
  return started('himalia', process.execPath, args, port, env, cwd);
}

export async function startJupyterServer(env: NodeJS.ProcessEnv, cwd: string): Promise<Server> {
  const port = await freePort();
  const options = {
    'ServerApp.port': port,
    'IdentityProvider.token': token,
    'ServerApp.root_dir': cwd,
    'ZMQChannelsWebsocketConnection.iopub_msg_rate_limit': 0,
    'ZMQChannelsWebsocketConnection.iopub_data_rate_limit': 0,
  };
  const args = [
    '-m',
    'jupyter_server',
    '--no-browser',
    '--allow-root',
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
  ];
  return started('jupyter_server', join(String(env.PATH).split(delimiter)[0] ?? '', 'python'), args, port, env, cwd);
}

export async function startKernel({ url, token: key }: Server, name: string): Promise<string> {
  const reply = await fetch(`${url}api/kernels`, {
    method: 'POST',
    headers: { authorization: `token ${key}` },
    body: JSON.stringify({ name }),
  });
  if (reply.status !== 201) throw new Error(`${url} did not start ${name}: ${reply.status} ${await reply.text()}`);
  return ((await reply.json()) as { id: string }).id;
}

export async function stopKernel({ url, token: key }: Server, id: string): Promise<void> {
  await fetch(`${url}api/kernels/${id}`, { method: 'DELETE', headers: { authorization: `token ${key}` } });
}
