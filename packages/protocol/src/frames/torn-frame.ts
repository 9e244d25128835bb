const noBytes = Buffer.alloc(0);
/** Shorter frames are not worth memory that is lent. */
const short = 65_536;
/** Of memory that is lent; a message with a large buffer fits into it. */
const lentBytes = 2 ** 20;
/** Reserved at once where a length is announced. It is no memory before bytes come. */
const reservedBytes = 64 * 2 ** 20;
const mostSpare = 4;
const spare: Buffer[] = [];

/**
 * The beginning of a frame that goes on in the next read, in a row. What it takes grows with the bytes that came, not with the length that was
 * announced.
 */
export class TornFrame {
  /** Whether nobody keeps frames: then large ones lie in memory that is lent, because new memory costs as much as the copy. */
  readonly #transient: boolean;
  #lent: Buffer[] = [];
  #memory: Buffer = noBytes;
  #length = 0;
  #needed = 0;

  constructor(transient: boolean) {
    this.#transient = transient;
  }

  /** Bytes that must come; 0 where no frame is torn. */
  get missing(): number {
    return this.#needed - this.#length;
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  /** So many bytes in all, as far as that is known. */
  need(bytes: number): void {
    this.#needed = bytes;
  }

  /** Takes what is missing of a chunk, from there on; answers how many bytes that were. */
  add(chunk: Buffer, from: number): number {
    const length = this.#length + Math.min(this.missing, chunk.length - from);
    if (length > this.#memory.length) this.#grow(length);
    const added = chunk.copy(this.#memory, this.#length, from, from + length - this.#length);
    this.#length = length;
    return added;
  }

  /** It is whole. Its bytes stay, lent ones until `release`. */
  end(): void {
    this.#memory = noBytes;
    this.#length = this.#needed = 0;
  }

  /** Nobody needs the frames that ended. */
  release(): void {
    if (this.#lent.length === 0) return;
    // That of a frame which is not whole stays.
    const done = this.#lent.filter((memory) => memory !== this.#memory);
    spare.push(...done.slice(0, mostSpare - spare.length));
    this.#lent = this.#lent.filter((memory) => memory === this.#memory);
  }

  #grow(length: number): void {
    const before = this.bytes;
    this.#memory = this.#room(length);
    before.copy(this.#memory);
  }

  #room(length: number): Buffer {
    if (this.#needed <= short) return Buffer.allocUnsafe(this.#needed);
    if (!this.#transient || this.#needed > lentBytes) {
      return Buffer.allocUnsafeSlow(Math.min(this.#needed, Math.max(reservedBytes, 2 * length)));
    }
    const lent = spare.pop() ?? Buffer.allocUnsafeSlow(lentBytes);
    this.#lent.push(lent);
    return lent;
  }
}
