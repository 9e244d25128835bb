import { isRow, type Torn } from './read-arena.ts';

/** Chunks below this size are copied together, so that a peer that drips bytes costs bytes, not objects. */
const smallChunk = 4096;
const tailSize = 8192;
const nothing = Buffer.alloc(0);

/**
 * What is left of a chunk when a frame goes on in the next one. Memory grows with the bytes that came, never with the
 * length that was announced, and the bytes of a large frame are joined once.
 */
export class PartialBytes implements Torn {
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = 0;
  #tail: Buffer | undefined;
  #tailUsed = 0;

  get length(): number {
    return this.#length;
  }

  get needed(): number {
    return this.#length === 0 ? 0 : this.#needed;
  }

  get bytes(): Buffer | undefined {
    const [first = nothing] = this.#chunks;
    return this.#chunks.length < 2 && this.#tail === undefined ? first : undefined;
  }

  moveTo(memory: Buffer): void {
    const { bytes } = this;
    if (bytes?.length) this.#chunks = [memory.subarray(0, bytes.copy(memory))];
  }

  /** The kept bytes followed by the chunk; undefined (and kept) as long as `needed` bytes have not come. */
  join(chunk: Buffer): Buffer | undefined {
    if (this.#length === 0) return chunk;
    this.#add(chunk);
    if (this.#length < this.#needed) return undefined;
    const [only] = this.#chunks;
    const joined = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.#length);
    this.#chunks = [];
    this.#length = 0;
    this.#tail = undefined;
    return joined;
  }

  /** Keeps the rest of a chunk until at least `needed` bytes are there. */
  keep(rest: Buffer, needed: number): void {
    this.#needed = needed;
    if (rest.length > 0) this.#add(rest);
  }

  #add(chunk: Buffer): void {
    this.#length += chunk.length;
    const last = this.#chunks.at(-1);
    if (last !== undefined && this.#tail === undefined && isRow(last, chunk)) {
      this.#chunks[this.#chunks.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + chunk.length);
      return;
    }
    if (chunk.length >= smallChunk || this.#chunks.length === 0) {
      this.#tail = undefined;
      this.#chunks.push(chunk);
      return;
    }
    if (this.#tail === undefined || this.#tailUsed + chunk.length > tailSize) {
      this.#tail = Buffer.allocUnsafeSlow(tailSize);
      this.#tailUsed = 0;
      this.#chunks.push(this.#tail.subarray(0, 0));
    }
    const start = this.#tailUsed - (this.#chunks.at(-1)?.length ?? 0);
    this.#tail.set(chunk, this.#tailUsed);
    this.#tailUsed += chunk.length;
    this.#chunks[this.#chunks.length - 1] = this.#tail.subarray(start, this.#tailUsed);
  }
}
