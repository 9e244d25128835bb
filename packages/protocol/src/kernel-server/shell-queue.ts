import { setImmediate as turn } from 'node:timers/promises';
import type { WireMessage } from '../message/index.ts';

const mostWaiting = 10_000;

export type ShellWork = {
  /** True: the cells that wait are to be aborted. */
  run(request: WireMessage): Promise<boolean>;
  abort(request: WireMessage): void;
};

/**
 * Shell requests, one after the other. After a cell that failed, the execute requests that were sent before its reply are
 * aborted: those in the queue and those that are still in the socket's buffers.
 */
export class ShellQueue {
  readonly #work: ShellWork;
  #waiting: WireMessage[] = [];
  #running = false;
  #stopped = false;

  constructor(work: ShellWork) {
    this.#work = work;
  }

  add(request: WireMessage): void {
    if (this.#stopped) return;
    if (this.#waiting.length >= mostWaiting) {
      this.#work.abort(request);
      return;
    }
    this.#waiting.push(request);
    if (!this.#running) void this.#drain();
  }

  /** Nothing that waits is run any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      if (await this.#work.run(request)) await this.#abortCells();
    }
    this.#running = false;
  }

  async #abortCells(): Promise<void> {
    await turn();
    await turn();
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((request) => request.type !== 'execute_request');
    for (const request of waiting) if (request.type === 'execute_request') this.#work.abort(request);
  }
}
