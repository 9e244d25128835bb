/** Measured from 64 kB to 4 MB: larger reads save little, and a batch should fit into the processor's cache. */
const mostRead = 256 * 1024;
const smallest = 16_384;
const largest = 4 << 20;
/** Less room than this is not worth a read. */
const leastRoom = 4096;

/**
 * Memory that a socket reads into (the `onread` option of node:net), each read behind the one before, so that what continues
 * over reads lies in a row and need not be joined. What is kept is never written again: frames may keep views of it. Its
 * pieces are small (16 kB) for a peer that says little and grow to 1 MB; a piece of which nobody kept anything is used again
 * (V8 lets 64 MB of young buffers gather before it looks for those that may go, which a flood would show as memory).
 */
export class ReadArena {
  #memory: Buffer = Buffer.alloc(0);
  #used = 0;
  #size = smallest;
  /** Whether somebody may keep a view of the present memory; and whether that was so before the last read. */
  #kept = false;
  #keptBefore = false;
  #pending = 0;
  /** The memory before the present one, where nobody kept a view of it. */
  #spare: Buffer | undefined;

  /** Where the next read goes. */
  room(): Uint8Array {
    if (this.#memory.length - this.#used < leastRoom) this.#turn();
    return this.#memory.subarray(this.#used, this.#used + mostRead);
  }

  /** What was read into the room. */
  take(length: number): Buffer {
    const from = this.#used;
    this.#used += length;
    this.#keptBefore = this.#kept;
    this.#kept = true;
    const full = this.#used === this.#memory.length || length === mostRead;
    if (full) this.#size = Math.min(largest, this.#size * 2);
    else if (from === 0 && length < leastRoom) this.#size = smallest;
    return this.#memory.subarray(from, this.#used);
  }

  /** What came of it: whether somebody keeps views, and how many of the bytes that were read last are needed yet. Unsaid: kept. */
  used(kept: boolean, pending: number): void {
    this.#kept = this.#keptBefore || kept;
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

/** Whether the second lies directly behind the first. */
export function isRow(first: Buffer, second: Buffer): boolean {
  return first.buffer === second.buffer && first.byteOffset + first.length === second.byteOffset;
}
