import { headerMember } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import { rateNotice } from '../feed/server-messages.ts';
import type { KeptMessage } from './kept-message.ts';

/** jupyter_server's limits for one connection, each as a mean over the window; 0: none. */
export type RateLimits = {
  /** Messages of iopub in a second. */
  readonly messages: number;
  /** Bytes of `stream` messages in a second. */
  readonly bytes: number;
  readonly windowMs: number;
};

type Counted = { readonly time: number; readonly bytes: number };

const free = new Set(['status', 'comm_open', 'execute_input']);
/** What was dropped goes on passing when the rate has fallen to this part of its limit. */
const relief = 0.8;

/** Drops output that comes faster than allowed, and says so once each time. For operators who want that; the journal keeps all. */
export class RateLimit {
  readonly #limits: RateLimits;
  #counted: Counted[] = [];
  #head = 0;
  #bytes = 0;
  #exceeded: 'message' | 'data' | undefined;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** The messages of iopub that pass, in order. */
  pass(messages: readonly KeptMessage[], now: number = performance.now()): KeptMessage[] {
    return messages.flatMap((message) => this.#judge(message, now));
  }

  #judge(message: KeptMessage, now: number): KeptMessage[] {
    const { wire } = message;
    const { type } = wire;
    if (free.has(type)) {
      if (type === 'status' && headerMember(String(wire.parts[3]), 'execution_state') === 'idle') this.#reset();
      return [message];
    }
    this.#count(now, type === 'stream' ? wire.parts.reduce((sum, { length }) => sum + length, 0) : 0);
    const exceeded = this.#over(this.#exceeded ? relief : 1);
    const begins = exceeded !== undefined && this.#exceeded === undefined;
    this.#exceeded = exceeded;
    if (exceeded === undefined) return [message];
    if (!begins) return [];
    const notice = rateNotice(exceeded, wire.parts[1]);
    return [{ ...message, wire: notice, payload: encodeV1('iopub', notice.parts) }];
  }

  #count(now: number, bytes: number): void {
    this.#counted.push({ time: now, bytes });
    this.#bytes += bytes;
    const begin = now - this.#limits.windowMs;
    for (let oldest = this.#counted[this.#head]; oldest && oldest.time < begin; oldest = this.#counted[this.#head]) {
      this.#bytes -= oldest.bytes;
      this.#head++;
    }
    if (this.#head > 1000 && 2 * this.#head > this.#counted.length) {
      this.#counted = this.#counted.slice(this.#head);
      this.#head = 0;
    }
  }

  #over(part: number): 'message' | 'data' | undefined {
    const { messages, bytes, windowMs } = this.#limits;
    const seconds = windowMs / 1000;
    if (messages > 0 && this.#counted.length - this.#head > messages * seconds * part) return 'message';
    return bytes > 0 && this.#bytes > bytes * seconds * part ? 'data' : undefined;
  }

  #reset(): void {
    this.#counted = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#exceeded = undefined;
  }
}
