/** Measured from 64 kB to 4 MB: larger reads save little, and a batch should fit into the processor's cache. */
const mostRead = 256 * 1024;
const smallest = 16_384;
/** For a peer that sends much: two of them fit into the processor's cache. */
const usual = 2 * mostRead;
/** What is longer than this lies in several memories. */
const largest = 4 << 20;
/** Less room than this is not worth a read. */
const leastRoom = 4096;

/** What was read last and goes on in the next read. */
export type Torn = {
  /** Its beginning, where that lies in a row; else it is left where it is. */
  readonly bytes: Buffer | undefined;
  /** Its length, as far as that is known. */
  readonly needed: number;
  /** Its beginning is copied to the beginning of this memory. */
  moveTo(memory: Buffer): void;
};

const nothing: Torn = { bytes: Buffer.alloc(0), needed: 0, moveTo: () => undefined };

/**
 * Memory that a socket reads into (the `onread` option of node:net), each read behind the one before, so that what continues
 * over reads lies in a row and need not be joined: where it would not fit, its beginning moves to other memory, of as much as has come
 * once more. What is kept is never written again: frames may keep views of it. Its pieces are small (16 kB) for a peer that
 * says little; one of which nobody kept anything is used again (V8 lets 64 MB of young buffers gather before it looks for
 * those that may go, which a flood would show as memory).
 */
export class ReadArena {
  #memory: Buffer = Buffer.alloc(0);
  #used = 0;
  #size = smallest;
  /** Whether somebody may keep a view of the present memory; and whether that was so before the last read. */
  #kept = false;
  #keptBefore = false;
  #pending = 0;
  #filled = false;
  /** The memory before the present one, where nobody kept a view of it. */
  #spare: Buffer | undefined;

  /** Where the next read goes. */
  room(torn: Torn = nothing): Uint8Array {
    const beginning = torn.needed <= largest ? torn.bytes : undefined;
    const missing = beginning ? torn.needed - beginning.length : 0;
    if (this.#memory.length - this.#used < Math.max(leastRoom, missing)) {
      if (beginning) this.#size = Math.max(this.#size, Math.min(powerOf2(torn.needed), 2 * this.#memory.length));
      this.#turn();
      if (beginning) {
        torn.moveTo(this.#memory);
        this.#used = beginning.length;
      }
    }
    return this.#memory.subarray(this.#used, this.#used + mostRead);
  }

  /** What was read into the room. */
  take(length: number): Buffer {
    const from = this.#used;
    this.#used += length;
    this.#keptBefore = this.#kept;
    this.#kept = true;
    this.#filled = this.#used === this.#memory.length || length === mostRead;
    if (this.#filled && this.#size < usual) this.#size *= 2;
    else if (from === 0 && length < leastRoom) this.#size = smallest;
    return this.#memory.subarray(from, this.#used);
  }

  /** Whether the last read took all its room: there may be more. */
  get filled(): boolean {
    return this.#filled;
  }

  /** What came of it: whether somebody keeps views, and how many of the bytes that were read last are needed yet. Unsaid: kept. */
  used(kept: boolean, pending: number): void {
    this.#kept = this.#keptBefore || kept;
    // What is kept now may have begun in the memory before.
    if (kept) this.#spare = undefined;
    this.#pending = pending;
  }

  /** Goes on in the spare memory, if what is needed yet does not reach back into it. */
  #turn(): void {
    const last = this.#kept ? undefined : this.#memory;
    const spare = this.#pending <= this.#used && this.#spare?.length === this.#size ? this.#spare : undefined;
    this.#memory = spare ?? Buffer.allocUnsafeSlow(this.#size);
    this.#spare = last;
    this.#used = 0;
    this.#kept = false;
  }
}

function powerOf2(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)));
}

/** Whether the second lies directly behind the first. */
export function isRow(first: Buffer, second: Buffer): boolean {
  return first.buffer === second.buffer && first.byteOffset + first.length === second.byteOffset;
}
