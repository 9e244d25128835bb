import type { Log } from '@himalia/core';
import type { KernelRecord, KernelRecords } from './kernel-records.ts';

const everyMs = 1000;
/** What only says that time passes is written no more often. */
const exactnessMs = 10_000;

/** Keeps the records of kernels as the kernels are: writes what changed, and nothing else. */
export class KernelRecorder implements AsyncDisposable {
  readonly #records: KernelRecords;
  readonly #current: () => readonly KernelRecord[];
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #written = new Map<string, KernelRecord>();
  #turn: Promise<void> = Promise.resolve();
  #waiting = false;

  constructor(records: KernelRecords, current: () => readonly KernelRecord[], log: Log) {
    this.#records = records;
    this.#current = current;
    this.#log = log;
    this.#timer = setInterval(() => void this.write(), everyMs).unref();
  }

  /** These are recorded already. */
  know(records: readonly KernelRecord[]): void {
    for (const record of records) this.#written.set(record.id, record);
  }

  /** These are another server's to record. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#written.delete(id);
  }

  /** Resolves when what is now has been written, or could not be. */
  write(): Promise<void> {
    if (this.#waiting) return this.#turn;
    this.#waiting = true;
    this.#turn = this.#turn.then(() => this.#write());
    return this.#turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  async #write(): Promise<void> {
    this.#waiting = false;
    const current = new Map(this.#current().map((record) => [record.id, record]));
    try {
      for (const record of current.values()) if (differs(record, this.#written.get(record.id))) await this.#put(record);
      for (const id of this.#written.keys()) if (!current.has(id)) await this.#remove(id);
    } catch (error) {
      this.#log.warn('kernels not recorded', { error: (error as Error).message });
    }
  }

  async #put(record: KernelRecord): Promise<void> {
    await this.#records.put(record);
    this.#written.set(record.id, record);
  }

  async #remove(id: string): Promise<void> {
    await this.#records.remove(id);
    this.#written.delete(id);
  }
}

function differs(record: KernelRecord, written: KernelRecord | undefined): boolean {
  if (!written || record.pid !== written.pid || record.state !== written.state) return true;
  if (record.execution !== written.execution) return true;
  return record.lastActivity - written.lastActivity > exactnessMs;
}
