/** Measured from 64 kB to 4 MB: larger reads save little, and a batch should fit into the processor's cache. */
const mostRead = 256 * 1024;
const smallest = 16_384;
const largest = 4 << 20;
/** Less room than this is not worth a read. */
const leastRoom = 4096;

/**
 * Memory that a socket reads into (the `onread` option of node:net), each read behind the one before, so that what continues
 * over reads lies in a row and need not be joined. Nothing is written twice: frames may keep views of it. Its pieces are
 * small (16 kB) for a peer that says little and grow to 4 MB.
 */
export class ReadArena {
  #memory: Buffer = Buffer.alloc(0);
  #used = 0;
  #size = smallest;

  /** Where the next read goes. */
  room(): Uint8Array {
    if (this.#memory.length - this.#used < leastRoom) {
      this.#memory = Buffer.allocUnsafeSlow(this.#size);
      this.#used = 0;
    }
    return this.#memory.subarray(this.#used, this.#used + mostRead);
  }

  /** What was read into the room. */
  take(length: number): Buffer {
    const from = this.#used;
    this.#used += length;
    const full = this.#used === this.#memory.length || length === mostRead;
    if (full) this.#size = Math.min(largest, this.#size * 2);
    else if (from === 0 && length < leastRoom) this.#size = smallest;
    return this.#memory.subarray(from, this.#used);
  }
}

/** Whether the second lies directly behind the first. */
export function isRow(first: Buffer, second: Buffer): boolean {
  return first.buffer === second.buffer && first.byteOffset + first.length === second.byteOffset;
}
