import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../servers.ts';

const himalia = join(import.meta.dirname, '../../packages/server/bin/himalia.js');
const token = 'bench-token-0123456789';

export type Started = {
  readonly name: 'himalia' | 'jupyter_server';
  readonly url: string;
  readonly token: string;
  readonly process: ChildProcess;
  /** From the command to the first answer of `/api/status`. */
  readonly milliseconds: number;
};

/** The commands, each as it is installed. */
function commandOf(name: Started['name'], python: string, port: number, root: string): [string, string[]] {
  const own = [`--port=${port}`, '--no-browser'];
  if (name === 'himalia')
    return [process.execPath, [himalia, 'start', 'notebook', ...own, `--token=${token}`, `--root-dir=${root}`]];
  const options = { 'IdentityProvider.token': token, 'ServerApp.root_dir': root };
  const all = Object.entries(options).map(([key, value]) => `--${key}=${value}`);
  return [python, ['-m', 'jupyter_server', ...own, '--allow-root', ...all]];
}

/** Starts a server of its own folders, and measures how long it takes. */
export async function start(
  name: Started['name'],
  python: string,
  env: NodeJS.ProcessEnv,
  root: string,
): Promise<Started> {
  const port = await freePort();
  const [command, args] = commandOf(name, python, port, root);
  const began = performance.now();
  const child = spawn(command, args, { env, cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
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

/** Seconds of processor time that the server has had, in hundredths (Linux). */
export function cpuSecondsOf({ process: child }: Started): number {
  const text = readFileSync(`/proc/${child.pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory in megabytes (Linux). */
export function memoryOf({ process: child }: Started): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
