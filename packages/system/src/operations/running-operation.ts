import { EventEmitter, once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { HttpError } from '@himalia/contracts/http';
import type { LongOperation, Outcome, Task } from '@himalia/contracts/operations';

type Work = (task: Task) => Promise<Outcome>;
type Beginning = Pick<LongOperation, 'id' | 'kind' | 'title'> & {
  readonly owner: string | undefined;
  readonly resultAddress: string;
};

/** One operation, from its begin until it is forgotten. */
export class RunningOperation {
  readonly id: string;
  /** Who began it; undefined where nobody is known. */
  readonly owner: string | undefined;
  readonly #abort = new AbortController();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #ended: Promise<void>;
  readonly #resultAddress: string;
  #state: LongOperation;
  #file: Outcome['file'];

  constructor({ id, kind, title, owner, resultAddress }: Beginning, work: Work) {
    this.id = id;
    this.owner = owner;
    this.#resultAddress = resultAddress;
    const started = new Date().toISOString();
    const progress = { done: 0, total: null };
    this.#state = { id, kind, title, status: 'running', progress, started, ended: null, result: null, error: null };
    const task: Task = {
      signal: this.#abort.signal,
      progress: (done, total) => this.#progress(done, total),
    };
    this.#ended = work(task).then(
      (outcome) => this.#succeed(outcome),
      (error) => this.#fail(error),
    );
  }

  get state(): LongOperation {
    return this.#state;
  }

  get file(): Outcome['file'] {
    return this.#file;
  }

  /** Resolves when it has ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Resolves when it has changed since. */
  async change(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal }).catch(() => undefined);
  }

  async cancel(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  /** Removes what it left. Never fails. */
  async forget(): Promise<void> {
    if (this.#file) await unlink(this.#file.path).catch(() => undefined);
  }

  #progress(done: number, total: number | undefined): void {
    const before = this.#state.progress;
    this.#change({ progress: { done: Math.max(done, before.done), total: total ?? before.total } });
  }

  #succeed({ status, location, body = null, file }: Outcome): void {
    this.#file = file;
    const result = { status, location: file ? this.#resultAddress : (location ?? null), body };
    this.#end({ status: 'succeeded', result });
  }

  #fail(error: unknown): void {
    const { status, message, reason } = error instanceof HttpError ? error : new HttpError(500, 'Unhandled error');
    if (this.#abort.signal.aborted) this.#end({ status: 'cancelled' });
    else this.#end({ status: 'failed', error: { status, message, reason } });
  }

  #end(change: Partial<LongOperation>): void {
    this.#change({ ...change, ended: new Date().toISOString() });
  }

  #change(change: Partial<LongOperation>): void {
    this.#state = { ...this.#state, ...change };
    this.#changes.emit('change');
  }
}
