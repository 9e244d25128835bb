/** Bodies above this have memory of their own; a socket is read in at most a quarter of it at once. */
const largest = 1024 * 1024;
const smallest = 16 * 1024;

/**
 * Memory for the bodies of blocks of all kernels, used again where nobody kept them. Without that a flood that nobody reads would
 * cost its bytes in garbage: V8 lets 64 MB of young buffers gather before it looks for those that may go (measured). A body may
 * begin within another, and ends before it.
 */
export class BodyArena {
  #memory: Buffer = Buffer.alloc(0);
  #used = 0;
  #mark = 0;

  /** A body begins. */
  begin(): void {
    this.#mark = this.#used;
  }

  room(bytes: number): Buffer {
    if (bytes > largest) return Buffer.allocUnsafeSlow(bytes);
    if (this.#memory.length - this.#used < bytes) {
      const size = Math.max(smallest, this.#memory.length * 2, bytes);
      this.#memory = Buffer.allocUnsafeSlow(Math.min(largest, size));
      this.#used = 0;
      this.#mark = 0;
    }
    const from = this.#used;
    this.#used += bytes;
    return this.#memory.subarray(from, this.#used);
  }

  /** It ends. Where nobody keeps it the next one takes its place. */
  end(kept: boolean): void {
    if (kept) this.#mark = this.#used;
    else this.#used = this.#mark;
  }
}
