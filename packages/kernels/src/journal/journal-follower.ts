import { closeSync, readSync } from 'node:fs';
import { type Block, type BlockHead, blockHeaderBytes, decodeHead, endOf, whole } from './block.ts';
import type { BodyArena } from './body-arena.ts';
import { openSegment, segmentsInNow } from './segments.ts';

/** Read at once: small blocks are whole in it, of large ones only the header is needed. */
const windowBytes = 8192;

/**
 * Reads a journal as another process writes it. It does not wait: what was written a moment ago lies in the system's memory. A
 * body is read when somebody asks for it, so a flood that nobody keeps up with costs no more than its headers.
 */
export class JournalFollower {
  readonly #folder: string;
  readonly #arena: BodyArena;
  #next: number;
  #bytes = 0;
  /** The segment that is read, and where its next block begins. */
  #segment = 0;
  #file: number | undefined;
  #at = 0;
  /** Bytes of the segment from `#windowAt` on, complete up to the message `#windowHead`. */
  #window: Buffer = Buffer.alloc(0);
  #memory: Buffer = Buffer.alloc(0);
  #windowAt = 0;
  #windowHead = 0;

  /** `arena`: for bodies; it may be that of several. `next`: the sequence number to begin with. */
  constructor(folder: string, arena: BodyArena, next: number) {
    this.#folder = folder;
    this.#arena = arena;
    this.#next = next;
  }

  /** Of all blocks that were taken, whether their bodies were read or not. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Goes on there: what is before it is not read any more. */
  moveTo(next: number): void {
    if (next < this.#next) this.close();
    this.#next = next;
  }

  /**
   * The next block, up to this message, which the writer has said to be written; undefined where there is none. Its body must be
   * asked for before the next call, if at all.
   */
  take(head: number): Block | undefined {
    while (this.#next <= head) {
      const found = this.#file === undefined ? undefined : this.#read(head);
      if (found === undefined) {
        if (!this.#turn()) return undefined;
        continue;
      }
      const end = endOf(found.head);
      if (end > head + 1) return undefined;
      const bodyAt = this.#at + blockHeaderBytes;
      this.#at = bodyAt + found.length;
      this.#bytes += found.length;
      if (end <= this.#next) continue;
      this.#next = end;
      this.#arena.begin();
      return new WrittenBlock(found.head, () => this.#body(bodyAt, found.length));
    }
    return undefined;
  }

  /** What became of the last block's body: whether somebody keeps views of it. */
  used(kept: boolean): void {
    this.#arena.end(kept);
    if (kept && this.#window.length > 0) this.#memory = this.#window = Buffer.alloc(0);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#segment = 0;
  }

  /** The head of the block at the present place; undefined where the segment ends. */
  #read(head: number): { readonly head: BlockHead; readonly length: number } | undefined {
    const at = this.#at - this.#windowAt;
    const present = at >= 0 && at + blockHeaderBytes <= this.#window.length && this.#next <= this.#windowHead;
    if (!present) this.#look(head);
    const found = whole(() => decodeHead(this.#window, this.#at - this.#windowAt));
    if (!found || found.head.first <= this.#windowHead) return found;
    // Numbers between were not written; whether this one is whole was not known when the window was read.
    this.#look(head);
    return whole(() => decodeHead(this.#window));
  }

  #look(head: number): void {
    if (this.#memory.length === 0) this.#memory = Buffer.allocUnsafeSlow(windowBytes);
    this.#window = this.#memory.subarray(0, this.#fill(this.#memory, this.#at));
    this.#windowAt = this.#at;
    this.#windowHead = head;
  }

  #body(at: number, length: number): Buffer {
    const from = at - this.#windowAt;
    if (from >= 0 && from + length <= this.#window.length) return this.#window.subarray(from, from + length);
    const body = this.#arena.room(length);
    return body.subarray(0, this.#fill(body, at));
  }

  #fill(bytes: Buffer, at: number): number {
    let filled = 0;
    while (filled < bytes.length) {
      const read =
        this.#file === undefined ? 0 : readSync(this.#file, bytes, filled, bytes.length - filled, at + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }

  /** Goes on in the segment behind this one; at first in the one that has the next message. */
  #turn(): boolean {
    const segments = segmentsInNow(this.#folder);
    const segment =
      this.#segment === 0
        ? (segments.findLast((first) => first <= this.#next) ?? segments[0])
        : segments.find((first) => first > this.#segment);
    if (segment === undefined) return false;
    this.close();
    this.#file = openSegment(this.#folder, segment);
    this.#segment = segment;
    this.#at = 0;
    this.#window = this.#window.subarray(0, 0);
    return true;
  }
}

/** A block in a segment, whose body is read when it is asked for. */
class WrittenBlock implements Block {
  readonly kind: Block['kind'];
  readonly status: boolean;
  readonly streams: boolean;
  readonly first: number;
  readonly count: number;
  readonly time: number;
  readonly #read: () => Buffer;
  #body: readonly Buffer[] | undefined;

  constructor({ kind, status, streams, first, count, time }: BlockHead, read: () => Buffer) {
    this.kind = kind;
    this.status = status;
    this.streams = streams;
    this.first = first;
    this.count = count;
    this.time = time;
    this.#read = read;
  }

  get body(): readonly Buffer[] {
    this.#body ??= [this.#read()];
    return this.#body;
  }
}
