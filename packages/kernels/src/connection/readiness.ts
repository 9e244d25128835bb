/** First wait for an answer, in milliseconds; then twice as long each time, because a kernel answers every one of them. */
const firstWait = 250;
const longestWait = 4000;
/** The same once the start limit has passed. */
const longestLateWait = 30_000;
/** The reply came but not its status: the subscription was late by moments. */
const statusWait = 50;

/**
 * Whether a kernel is ready: it answered a `kernel_info_request`, and something arrived on iopub, which proves that from here
 * on nothing of iopub is missed (PUB sockets drop what is sent before a subscription arrives).
 */
export class Readiness {
  readonly #ask: () => void;
  readonly #settled = Promise.withResolvers<boolean>();
  #connected = false;
  #done = false;
  #answered = false;
  #heard = false;
  #wait = firstWait;
  #timer: NodeJS.Timeout | undefined;
  #longest = longestWait;
  readonly #limit: NodeJS.Timeout;

  /** `ask` sends a `kernel_info_request`; `late` is called when the limit has passed, and then it is still asked. */
  constructor(ask: () => void, limitMs: number, late: () => void) {
    this.#ask = ask;
    this.#limit = setTimeout(() => {
      this.#longest = longestLateWait;
      late();
    }, limitMs);
    this.#limit.unref();
  }

  get done(): boolean {
    return this.#done;
  }

  /** Settles: true when it is ready, however late; false when it was given up. */
  get settled(): Promise<boolean> {
    return this.#settled.promise;
  }

  /** Shell and iopub stand. Asking earlier would only queue questions. */
  connected(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#next();
  }

  answered(): void {
    this.#answered = true;
    this.#wait = statusWait;
    if (this.#heard) this.#settle(true);
    else this.#schedule();
  }

  heard(): void {
    this.#heard = true;
    if (this.#answered) this.#settle(true);
  }

  giveUp(): void {
    this.#settle(false);
  }

  #next(): void {
    this.#ask();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#done) return;
    this.#timer = setTimeout(() => this.#next(), this.#wait);
    this.#timer.unref();
    this.#wait = Math.min(this.#longest, this.#wait * 2);
  }

  #settle(ready: boolean): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#limit);
    this.#connected = this.#done = true;
    this.#settled.resolve(ready);
  }
}
