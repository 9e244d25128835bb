import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@himalia/core';
import { within } from '../within.ts';

const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** A start waits no longer for the first try, in milliseconds. */
const patienceMs = 5000;

type RetrySetup = {
  /** What is known when it is done, in words. */
  readonly what: string;
  readonly work: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Log;
};

/** Work that is tried again, ever more seldom, until it is done or the signal is given: what it needs does not answer yet. */
export class Retry {
  /** Settles when it is done; never where the signal came before. */
  readonly done: Promise<void>;
  readonly #setup: RetrySetup;
  readonly #tried = Promise.withResolvers<void>();
  #isDone = false;
  #problem = 'there is no answer yet';

  constructor(setup: RetrySetup) {
    this.#setup = setup;
    this.done = this.#run();
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Why it is not done yet. */
  get problem(): string {
    return this.#problem;
  }

  /** Resolves after the first try, or when that takes too long. */
  async begun(): Promise<void> {
    const { what, log } = this.#setup;
    await within(this.#tried.promise, patienceMs);
    if (this.#isDone) return;
    log.error(`${what} not known yet; it is tried again`, { error: this.#problem });
    void this.done.then(() => log.info(`${what} known now`));
  }

  async #run(): Promise<void> {
    const { signal } = this.#setup;
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      await this.#try();
      if (this.#isDone) return;
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
    await new Promise(() => undefined);
  }

  async #try(): Promise<void> {
    try {
      await this.#setup.work();
      this.#isDone = true;
    } catch (error) {
      this.#problem = (error as Error).message;
    }
    this.#tried.resolve();
  }
}
