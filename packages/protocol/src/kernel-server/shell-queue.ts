import { setImmediate as turn } from 'node:timers/promises';
import type { WireMessage } from '../message/index.ts';

const mostWaiting = 10_000;

type ShellWork = {
  run(request: WireMessage): Promise<void>;
  abort(request: WireMessage): void;
};

/**
 * Shell requests, one after the other. After a cell that failed, the execute requests that were sent before its reply are
 * aborted: those in the queue and those that are still in the socket's buffers.
 */
export class ShellQueue {
  readonly #work: ShellWork;
  readonly #condemned = new Set<WireMessage>();
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

  /** Before the reply of a failed cell goes out: a cell that its client sends in answer to it is not among those aborted. */
  async condemnCells(): Promise<void> {
    await turn();
    await turn();
    for (const request of this.#waiting) if (request.type === 'execute_request') this.#condemned.add(request);
  }

  /** Nothing that waits is run any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let request = this.#waiting.shift(); request !== undefined; request = this.#waiting.shift()) {
      if (this.#condemned.delete(request)) this.#work.abort(request);
      else await this.#work.run(request);
    }
    this.#running = false;
  }
}
