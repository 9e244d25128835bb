const longestHeld = 512;

/** The length of the server's frame at `at`, header included; undefined while its header is not complete. */
function frameSize(data: Buffer, at: number): number | undefined {
  const present = data.length - at;
  if (present < 2) return undefined;
  const short = (data[at + 1] ?? 0) & 127;
  if (short < 126) return 2 + short;
  if (short === 126) return present < 4 ? undefined : 4 + data.readUInt16BE(at + 2);
  return present < 10 ? undefined : 10 + Number(data.readBigUInt64BE(at + 2));
}

/** Counts the WebSocket frames (RFC 6455, section 5.2) of a stream without looking into them; control frames are handed over. */
export class FrameSkimmer {
  readonly #control: (opcode: number, payload: Buffer) => void;
  /** The beginning of a frame whose header, or control frame, is torn. */
  readonly #held: Buffer = Buffer.alloc(longestHeld);
  #heldLength = 0;
  /** Bytes of the current frame still to come. */
  #rest = 0;
  /** Data frames that have come whole. */
  frames = 0;

  constructor(control: (opcode: number, payload: Buffer) => void) {
    this.#control = control;
  }

  read(chunk: Buffer): void {
    let at = this.#heldLength > 0 ? this.#resume(chunk) : 0;
    while (at < chunk.length) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, chunk.length - at);
        at += skipped;
        this.#rest -= skipped;
        if (this.#rest === 0) this.frames++;
        continue;
      }
      const size = this.#begin(chunk, at);
      if (size === undefined) {
        this.#heldLength = chunk.copy(this.#held, 0, at);
        return;
      }
      at += size;
    }
  }

  /** Bytes consumed; undefined when more are needed to know. */
  #begin(data: Buffer, at: number): number | undefined {
    const size = frameSize(data, at);
    if (size === undefined) return undefined;
    const opcode = (data[at] ?? 0) & 15;
    if (opcode < 8) {
      this.#rest = size;
      return 0;
    }
    if (at + size > data.length) return undefined;
    this.#control(opcode, data.subarray(at + 2, at + size));
    return size;
  }

  /** Goes on with what is held; answers how much of the chunk that took. */
  #resume(chunk: Buffer): number {
    const before = this.#heldLength;
    const taken = chunk.copy(this.#held, before);
    const size = this.#begin(this.#held.subarray(0, before + taken), 0);
    if (size === undefined) {
      this.#heldLength = before + taken;
      return chunk.length;
    }
    this.#heldLength = 0;
    if (size > 0) return size - before;
    this.#rest -= before;
    return 0;
  }
}
