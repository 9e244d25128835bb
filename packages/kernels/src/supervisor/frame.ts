/** What the bytes of a frame are: JSON; a block of one kernel that is in no journal; a message for one kernel; how far its journal goes. */
export const frameKinds = { json: 1, block: 2, message: 3, head: 4 } as const;
type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];
export type Frame = { readonly kind: FrameKind; readonly payload: Buffer };

/** A length of 4 bytes, little-endian, of what follows it; the kind. */
const headBytes = 5;
const longest = 2 ** 31;
/** Longest payload of each kind. Blocks and messages carry what users send and print, JSON only what is asked and told. */
const mostBytes: Readonly<Record<FrameKind, number>> = {
  [frameKinds.json]: 16 * 1024 * 1024,
  [frameKinds.block]: longest,
  [frameKinds.message]: longest,
  [frameKinds.head]: 12,
};

/** What came is no frame, or longer than one may be: the connection is of no more use. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** The head of a frame whose payload is `length` bytes long. Throws `FrameError` when that is too long. */
export function frameHead(kind: FrameKind, length: number): Buffer {
  if (length > mostBytes[kind]) throw new FrameError(`${length} bytes are too many for one frame`);
  const head = Buffer.allocUnsafe(headBytes);
  head.writeUInt32LE(length + 1, 0);
  head.writeUInt8(kind, 4);
  return head;
}

function isKind(kind: number): kind is FrameKind {
  return kind >= frameKinds.json && kind <= frameKinds.head;
}

/** Cuts a stream into frames. A payload is a view of what was read where that lies in a row. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /** The frames that are whole with this chunk. Throws `FrameError`; nothing may be fed after that. */
  *feed(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      if (this.#length < headBytes) return;
      const head = this.#join(headBytes);
      const length = head.readUInt32LE(0) + 4;
      const kind = head.readUInt8(4);
      if (!isKind(kind)) throw new FrameError(`there is no frame of the kind ${kind}`);
      if (length < headBytes || length - headBytes > mostBytes[kind]) throw new FrameError('a frame is too long');
      if (this.#length < length) return;
      const payload = this.#join(length).subarray(headBytes, length);
      this.#skip(length);
      yield { kind, payload };
    }
  }

  /** The first chunk, with at least so many bytes: copied together only when a whole frame needs it. */
  #join(bytes: number): Buffer {
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    if (first.length >= bytes) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #skip(bytes: number): void {
    const rest = this.#chunks[0]?.subarray(bytes);
    if (rest && rest.length > 0) this.#chunks[0] = rest;
    else this.#chunks.shift();
    this.#length -= bytes;
  }
}
