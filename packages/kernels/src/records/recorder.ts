import type { Log } from '@himalia/core';
import { within } from '../within.ts';

const everyMs = 1000;
const patienceMs = 1000;

type Named = { readonly id: string };
type RecorderSetup<Entry extends Named> = {
  /** What is written down, in words. */
  readonly what: string;
  readonly records: {
    put(entry: Entry): Promise<void>;
    remove(id: string): Promise<void>;
    store(): Promise<object>;
  };
  readonly current: () => readonly Entry[];
  readonly differs: (entry: Entry, written: Entry) => boolean;
  readonly log: Log;
};

/** Keeps records as what they describe is: writes what changed, and nothing else; later, where that is not possible now. */
export class Recorder<Entry extends Named> implements AsyncDisposable {
  readonly #setup: RecorderSetup<Entry>;
  readonly #timer: NodeJS.Timeout;
  readonly #written = new Map<string, Entry>();
  #store: object | undefined;
  #turn: Promise<void> = Promise.resolve();
  #waiting = false;
  #failing = false;

  constructor(setup: RecorderSetup<Entry>) {
    this.#setup = setup;
    this.#timer = setInterval(() => void this.write(), everyMs).unref();
  }

  /** These are recorded already. */
  know(entries: readonly Entry[]): void {
    for (const entry of entries) this.#written.set(entry.id, entry);
  }

  /** It is another server's now, and so is what is recorded of it. */
  leave(id: string): void {
    this.#written.delete(id);
  }

  /** Whether it is recorded, and from here. */
  knows(id: string): boolean {
    return this.#written.has(id);
  }

  /** Resolves when what is now has been written, or could not be. */
  write(): Promise<void> {
    if (this.#waiting) return this.#turn;
    this.#waiting = true;
    this.#turn = this.#turn.then(() => this.#write());
    return this.#turn;
  }

  /** The same, or when that takes too long: nobody's answer hangs on a database. */
  async written(): Promise<void> {
    await within(this.write(), patienceMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  async #write(): Promise<void> {
    this.#waiting = false;
    const { what, current, log } = this.#setup;
    try {
      await this.#writeChanges(new Map(current().map((entry) => [entry.id, entry])));
      if (this.#failing) log.info(`${what} recorded again`);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) log.warn(`${what} not recorded; it is tried again`, { error: (error as Error).message });
      this.#failing = true;
    }
  }

  async #writeChanges(current: ReadonlyMap<string, Entry>): Promise<void> {
    if (current.size + this.#written.size === 0) return; // nothing is opened for nothing
    const { records, differs } = this.#setup;
    const store = await records.store();
    if (this.#store && store !== this.#store) this.#written.clear();
    this.#store = store;
    for (const entry of current.values()) {
      const written = this.#written.get(entry.id);
      if (written && !differs(entry, written)) continue;
      await records.put(entry);
      this.#written.set(entry.id, entry);
    }
    for (const id of this.#written.keys()) {
      if (current.has(id)) continue;
      await records.remove(id);
      this.#written.delete(id);
    }
  }
}
