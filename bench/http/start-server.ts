import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cost, serverProcesses } from '../processes.ts';
import { freePort } from '../servers.ts';

const himalia = join(import.meta.dirname, '../../packages/server/bin/himalia.js');
/** Milliseconds. */
const tick = 10;
const token = 'bench-token-0123456789';

export const names = ['jupyter_server', 'himalia'] as const;
export type Name = (typeof names)[number];
/** `notebook` is jupyter_server alone, `lab` with JupyterLab. */
export type Kind = 'notebook' | 'lab';
export type Started = {
  readonly name: Name;
  readonly url: string;
  readonly token: string;
  readonly process: ChildProcess;
  /** From the command to the first answer of `/api/status`. */
  readonly milliseconds: number;
};
/** Where servers run: their folders and their Python. */
export type Place = { readonly python: string; readonly env: NodeJS.ProcessEnv; readonly root: string };

/** What the original is compared without: collaboration, which is not its own, and asking the internet for news. */
export function configure(folder: string): void {
  const off = (...extensions: string[]) => Object.fromEntries(extensions.map((extension) => [extension, false]));
  const server = { ServerApp: { jpserver_extensions: off('jupyter_server_ydoc', 'jupyter_server_fileid') } };
  const disabledExtensions = {
    '@jupyter/collaboration-extension': true,
    '@jupyter/docprovider-extension': true,
    '@jupyterlab/apputils-extension:announcements': true,
  };
  mkdirSync(join(folder, 'labconfig'), { recursive: true });
  writeFileSync(join(folder, 'jupyter_server_config.json'), JSON.stringify(server));
  writeFileSync(join(folder, 'labconfig/page_config.json'), JSON.stringify({ disabledExtensions }));
}

/** The commands, each as it is installed. */
function commandOf(name: Name, kind: Kind, port: number, { python, root }: Place): [string, string[]] {
  const own = [`--port=${port}`, '--no-browser'];
  if (name === 'himalia')
    return [process.execPath, [himalia, 'start', kind, ...own, `--token=${token}`, `--root-dir=${root}`]];
  const options = { 'IdentityProvider.token': token, 'ServerApp.root_dir': root };
  const all = Object.entries(options).map(([key, value]) => `--${key}=${value}`);
  const main = kind === 'lab' ? 'jupyterlab' : 'jupyter_server';
  return [python, ['-m', main, ...own, '--allow-root', ...all]];
}

/** Starts a server of its own folders, and measures how long it takes. */
export async function start(name: Name, kind: Kind, place: Place): Promise<Started> {
  const port = await freePort();
  const [command, args] = commandOf(name, kind, port, place);
  const began = performance.now();
  const child = spawn(command, args, { env: place.env, cwd: place.root, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr?.on('data', (piece) => {
    errors = `${errors}${piece}`.slice(-4000);
  });
  const url = `http://127.0.0.1:${port}/`;
  while (!(await fetch(`${url}api/status?token=${token}`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || performance.now() - began > 60_000) throw new Error(`${name}: ${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { name, url, token, process: child, milliseconds: performance.now() - began };
}

export async function stop({ process: child }: Started): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

/** Milliseconds of processor time that the server has had, its processes together, threads that ended too (Linux). */
export function cpuOf({ process: child }: Started): number {
  return serverProcesses(child.pid ?? 0).reduce((sum, pid) => {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * tick;
  }, 0);
}

/** Resident memory in megabytes (Linux). */
export function memoryOf({ process: child }: Started): number {
  return cost(serverProcesses(child.pid ?? 0)).residentKilobytes / 1024;
}

/** The most that its largest process ever had, in megabytes (Linux). */
export function peakMemoryOf({ process: child }: Started): number {
  const peaks = serverProcesses(child.pid ?? 0).map((pid) => {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  });
  return Math.max(...peaks);
}
