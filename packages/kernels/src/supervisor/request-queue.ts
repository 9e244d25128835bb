import type { RequestChannel } from '../feed/channel.ts';
import { requestCost } from './frame-contents.ts';

type Waiting = { readonly channel: RequestChannel; readonly parts: readonly Buffer[]; readonly bytes: number };
const retryMs = 50;
/** A server asks for no more than a fraction of this at a time. */
const mostBytes = 256 * 1024 * 1024;

/** Requests that the kernel's socket does not take yet, in order. The server learns when they were taken, and waits meanwhile. */
export class RequestQueue implements Disposable {
  readonly #send: (channel: RequestChannel, parts: readonly Buffer[]) => boolean;
  readonly #taken: (bytes: number) => void;
  #waiting: Waiting[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (channel: RequestChannel, parts: readonly Buffer[]) => boolean, taken: (bytes: number) => void) {
    this.#send = send;
    this.#taken = taken;
  }

  /** False: far more waits than an honest server sends. */
  push(channel: RequestChannel, parts: readonly Buffer[]): boolean {
    const bytes = requestCost(parts);
    if (this.#waiting.length === 0 && this.#send(channel, parts)) {
      this.#taken(bytes);
      return true;
    }
    this.#waiting.push({ channel, parts, bytes });
    this.#bytes += bytes;
    this.#later();
    return this.#bytes <= mostBytes;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, retryMs).unref();
  }

  #flush(): void {
    const stuck = this.#waiting.findIndex(({ channel, parts }) => !this.#send(channel, parts));
    const sent = stuck < 0 ? this.#waiting : this.#waiting.slice(0, stuck);
    this.#waiting = this.#waiting.slice(sent.length);
    const bytes = sent.reduce((sum, waiting) => sum + waiting.bytes, 0);
    this.#bytes -= bytes;
    if (bytes > 0) this.#taken(bytes);
    if (this.#waiting.length > 0) this.#later();
  }
}
