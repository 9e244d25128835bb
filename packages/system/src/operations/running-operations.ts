import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sent } from '@himalia/contracts/http';
import {
  answerLong,
  type LongOperations,
  type LongRequest,
  type Outcome,
  type Task,
} from '@himalia/contracts/operations';
import { patienceOf } from './prefer-async.ts';
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

  async answer<T>(long: LongRequest<T>): Promise<Sent> {
    const wait = patienceOf(long.request);
    if (wait === undefined || this.#running >= maxRunning) return await answerLong(undefined, long);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    promise.catch(() => undefined); // told by the operation when nobody waits any more
    const operation = this.#begin(long, async (task) => {
      try {
        const done = await long.work(task);
        resolve(done);
        return await long.outcome(done);
      } catch (error) {
        reject(error);
        throw error;
      }
    });
    const unfinished = Symbol();
    const first = wait === 0 ? unfinished : await Promise.race([promise, sleep(wait, unfinished, { ref: false })]);
    if (first !== unfinished) return await long.answer(first as T);
    const { id, status } = operation.state;
    const url = `${this.#baseUrl}api/himalia/operations/${id}`;
    return long.later({ id, url, status }, { location: url, 'preference-applied': 'respond-async' });
  }

  get #running(): number {
    return this.all().filter(({ state }) => state.status === 'running').length;
  }

  #begin<T>({ kind, title, user }: LongRequest<T>, work: (task: Task) => Promise<Outcome>): RunningOperation {
    const id = randomBytes(16).toString('hex');
    const resultAddress = `${this.#baseUrl}api/himalia/operations/${id}/result`;
    const operation = new RunningOperation({ id, kind, title, owner: user?.username, resultAddress }, work);
    this.#all.set(id, operation);
    void operation.ended.then(() => this.#remember(id));
    return operation;
  }

  get(id: string): RunningOperation | undefined {
    return this.#all.get(id);
  }

  /** Newest last. */
  all(): readonly RunningOperation[] {
    return [...this.#all.values()];
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
    const ended = this.all().filter(({ state }) => state.status !== 'running');
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
    const all = this.all();
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
