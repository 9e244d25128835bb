import type { ChildProcess } from 'node:child_process';
import type { ConnectionInfo, Exit, KernelProcess } from '@himalia/contracts/kernels';
import { OutputTail } from './output-tail.ts';

const drainMs = 100;

/** A kernel that runs as a child of this server, in a process group of its own. */
export class LocalProcess implements KernelProcess {
  readonly connection: ConnectionInfo;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #output = new OutputTail();
  readonly #cleanup: () => Promise<void>;
  #ended = false;

  constructor(child: ChildProcess, connection: ConnectionInfo, cleanup: () => Promise<void>) {
    this.#child = child;
    this.connection = connection;
    this.#cleanup = cleanup;
    // A signal that could not be sent; an unheard error event would end the server.
    child.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.#output.add(chunk));
      stream?.on('error', () => undefined);
    }
    this.exited = this.#watch();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get lastOutput(): string {
    return this.#output.text;
  }

  async interrupt(): Promise<void> {
    this.signal('SIGINT');
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

  cleanup(): Promise<void> {
    return this.#cleanup();
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
