/** Read from the journal and written at once. */
export const portionBytes: number = 1024 * 1024;
/** Kept for those who lag next. */
const mostSpare = 8;

const spare: PortionMemory[] = [];

/**
 * Memory for one portion of a journal: what is read, and what is made of it for clients without subprotocol. It is used again and
 * again, because memory of buffers lies outside of V8's heap: a client that lags would make it collect the whole heap every few
 * megabytes.
 */
export class PortionMemory {
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(portionBytes);
  #made: Buffer | undefined;
  #used = 0;

  static take(): PortionMemory {
    return spare.pop() ?? new PortionMemory();
  }

  /** Nobody reads from it any more. */
  give(): void {
    if (spare.length < mostSpare) spare.push(this);
  }

  /** The next portion begins: what was made of the last one is done with. */
  begin(): void {
    this.#used = 0;
  }

  /** Room for what is made of the portion. */
  readonly room = (bytes: number): Buffer => {
    this.#made ??= Buffer.allocUnsafeSlow(2 * portionBytes);
    const end = this.#used + bytes;
    if (end > this.#made.length) return Buffer.allocUnsafe(bytes);
    const room = this.#made.subarray(this.#used, end);
    this.#used = end;
    return room;
  };
}
