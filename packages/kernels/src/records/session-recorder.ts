import type { Log } from '@himalia/core';
import type { SessionRecord, SessionRecords } from './session-records.ts';

/** Writes sessions down in the order in which they change, while requests go on. */
export class SessionRecorder implements AsyncDisposable {
  readonly #records: SessionRecords;
  readonly #log: Log;
  #turn: Promise<void> = Promise.resolve();

  constructor(records: SessionRecords, log: Log) {
    this.#records = records;
    this.#log = log;
  }

  list(): Promise<readonly SessionRecord[]> {
    return this.#records.list();
  }

  put(session: SessionRecord): void {
    this.#then(() => this.#records.put(session));
  }

  remove(id: string): void {
    this.#then(() => this.#records.remove(id));
  }

  /** Resolves when all has been written, or could not be. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
  }

  #then(write: () => Promise<void>): void {
    this.#turn = this.#turn.then(write).catch((error: Error) => {
      this.#log.warn('session not recorded', { error: error.message });
    });
  }
}
