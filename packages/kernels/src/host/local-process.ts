import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command, Exit, HeldProcess } from '@himalia/contracts/kernels';
import { OutputTail } from './output-tail.ts';

const drainMs = 100;

/** Starts a process as a child of this one. Rejects with the system's error when there is none. */
export async function startProcess({ argv, cwd, env }: Command): Promise<HeldProcess> {
  const [program, ...args] = argv;
  // A session and process group of its own: signals reach the kernel with its children, and never the server.
  const child = spawn(program, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const started = once(child, 'spawn');
  const process = new LocalProcess(child);
  await started;
  return process;
}

/** A kernel that runs as a child of this process, in a process group of its own. */
class LocalProcess implements HeldProcess {
  readonly startTime: number | undefined = undefined;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #output = new OutputTail();
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    // A signal that could not be sent; an unheard error event would end the server.
    child.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.#output.add(chunk));
      stream?.on('error', () => undefined);
    }
    this.exited = this.#watch();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get lastOutput(): string {
    return this.#output.text;
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (this.#ended || pid === undefined) return;
    if (process.platform === 'win32') {
      this.#child.kill(signal);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // It ended a moment ago and was not yet reaped by the event loop.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async #watch(): Promise<Exit> {
    // Both are listened for at once: where the pipes end first, they come in the same turn of the event loop.
    const drained = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    const exit = await new Promise<Exit>((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#ended = true;
        resolve({ code, signal });
      });
    });
    // What it wrote last may still be in the pipe. Children that live on hold it open, so the wait is short.
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, drainMs))]);
    return exit;
  }
}
