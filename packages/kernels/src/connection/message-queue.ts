import type { WireMessage } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import type { Channel } from './channel.ts';
import { droppedNotice } from './server-messages.ts';
import { WaitingMessage } from './waiting-message.ts';

export type QueueLimits = { readonly bytes: number; readonly messages: number };

/** The messages that wait for one client which is away or reads slowly: in order and bounded. */
export class MessageQueue {
  readonly #limits: QueueLimits;
  /** Undefined where a message was dropped or taken. */
  #entries: (WaitingMessage | undefined)[] = [];
  #head = 0;
  #count = 0;
  #bytes = 0;
  /** Before these indices nothing of the rank waits. */
  readonly #searched = { stream: 0, output: 0 };
  #dropped = 0;
  #droppedParent: Buffer | undefined;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get empty(): boolean {
    return this.#count === 0 && this.#dropped === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#count;
  }

  /** More waits than allowed; right after `push` it means that nothing of it may be dropped. */
  get overfull(): boolean {
    return this.#bytes > this.#limits.bytes || this.#count > this.#limits.messages;
  }

  get halfFull(): boolean {
    return 2 * this.#bytes > this.#limits.bytes || 2 * this.#count > this.#limits.messages;
  }

  push(channel: Channel, message: WireMessage): void {
    const next = new WaitingMessage(channel, message);
    const last = this.#entries.at(-1);
    const before = last?.bytes ?? 0;
    if (last?.merge(next)) this.#bytes += last.bytes - before;
    else {
      this.#entries.push(next);
      this.#bytes += next.bytes;
      this.#count++;
    }
    while (this.overfull && (this.#drop('stream') || this.#drop('output')));
    this.#compact();
  }

  /** The oldest messages as v1 frames, at least one and up to about so many bytes. A notice comes first where some were dropped. */
  take(bytes: number): Buffer[] {
    const frames: Buffer[] = [];
    if (this.#dropped > 0) frames.push(encodeV1('iopub', droppedNotice(this.#dropped, this.#droppedParent).parts));
    this.#dropped = 0;
    this.#droppedParent = undefined;
    for (let taken = 0; taken < bytes && this.#head < this.#entries.length; this.#head++) {
      const entry = this.#entries[this.#head];
      if (!entry) continue;
      const frame = entry.frame();
      frames.push(frame);
      taken += frame.length;
      this.#remove(this.#head, entry);
    }
    this.#compact();
    return frames;
  }

  clear(): void {
    this.#entries = [];
    this.#head = this.#count = this.#bytes = this.#dropped = 0;
    this.#searched.stream = this.#searched.output = 0;
  }

  #drop(rank: 'stream' | 'output'): boolean {
    // The newest one may still grow by merging; it goes only when nothing else is left.
    for (let index = Math.max(this.#searched[rank], this.#head); index < this.#entries.length; index++) {
      this.#searched[rank] = index;
      const entry = this.#entries[index];
      if (entry?.rank !== rank) continue;
      this.#remove(index, entry);
      this.#dropped++;
      this.#droppedParent ??= entry.parent;
      return true;
    }
    return false;
  }

  #remove(index: number, entry: WaitingMessage): void {
    this.#entries[index] = undefined;
    this.#count--;
    this.#bytes -= entry.bytes;
  }

  /** Forgets empty places, seldom enough to cost nothing: a long flood would otherwise grow the list by what it dropped. */
  #compact(): void {
    if (this.#count > 0 && this.#entries.length < 2 * this.#count + 4096) return;
    this.#entries = this.#entries.filter((entry) => entry !== undefined);
    this.#head = this.#searched.stream = this.#searched.output = 0;
  }
}
