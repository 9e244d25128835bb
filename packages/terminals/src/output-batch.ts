/** Milliseconds that output may be held back so that what follows goes with it. */
const pause = 5;
const largest = 64 * 1024;

/** Joins small pieces that follow each other closely; the first one after a silence goes at once. */
export class OutputBatch {
  readonly #send: (text: string) => void;
  #pending: string[] = [];
  #size = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  add(text: string): void {
    this.#pending.push(text);
    this.#size += text.length;
    const wait = this.#sent + pause - performance.now();
    if (wait <= 0 || this.#size >= largest) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#size === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    this.#size = 0;
    this.#sent = performance.now();
    this.#send(text);
  }
}
