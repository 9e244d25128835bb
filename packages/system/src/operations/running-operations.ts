import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LongOperation, LongOperations, Outcome, Task } from '@himalia/contracts/operations';
import { RunningOperation } from './running-operation.ts';

const prefix = '.operations-';
const maxRunning = 20;
const maxRemembered = 100;
const remembered = 10 * 60_000;

/** The operations of this server. They end with it. */
export class RunningOperations implements LongOperations, AsyncDisposable {
  readonly #all = new Map<string, RunningOperation>();
  readonly #parent: string;
  readonly #folder: string;
  readonly #baseUrl: string;

  /** `folder` is below which operations put the files they make, each server's in a folder of its own. */
  constructor(folder: string, baseUrl: string) {
    this.#parent = folder;
    this.#folder = join(folder, `${prefix}${process.pid}`);
    this.#baseUrl = baseUrl;
  }

  begin(kind: string, title: string, work: (task: Task) => Promise<Outcome>): LongOperation | undefined {
    const running = [...this.#all.values()].filter(({ state }) => state.status === 'running');
    if (running.length >= maxRunning) return undefined;
    const id = randomBytes(16).toString('hex');
    const address = `${this.#baseUrl}api/himalia/operations/${id}/result`;
    const operation = new RunningOperation(id, kind, title, address, work);
    this.#all.set(id, operation);
    void operation.ended.then(() => this.#remember(id));
    return operation.state;
  }

  find(id: string): LongOperation | undefined {
    return this.#all.get(id)?.state;
  }

  get(id: string): RunningOperation | undefined {
    return this.#all.get(id);
  }

  list(): readonly LongOperation[] {
    return [...this.#all.values()].map(({ state }) => state);
  }

  async file(): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return join(this.#folder, randomBytes(16).toString('hex'));
  }

  forget(id: string): void {
    void this.#all.get(id)?.forget();
    this.#all.delete(id);
  }

  #remember(id: string): void {
    setTimeout(() => this.forget(id), remembered).unref();
    const ended = [...this.#all.values()].filter(({ state }) => state.status !== 'running');
    for (const { id: oldest } of ended.slice(0, Math.max(ended.length - maxRemembered, 0))) this.forget(oldest);
  }

  /** Removes files that a killed server left. Never fails. */
  async clean(): Promise<void> {
    for (const name of await readdir(this.#parent).catch(() => [])) {
      const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
      if (pid === process.pid || (pid > 0 && !isRunning(pid)))
        await rm(join(this.#parent, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#all.values()];
    this.#all.clear();
    await Promise.all(all.map((operation) => operation.cancel()));
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
