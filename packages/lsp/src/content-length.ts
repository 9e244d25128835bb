/** Longest header block of a message, in bytes. */
const longestHeader = 8192;
const separator = Buffer.from('\r\n\r\n');

export class FramingError extends Error {
  override readonly name = 'FramingError';
}

/** A message with its header (Language Server Protocol 3.17, "Base Protocol"). */
export function withLength(message: string): string {
  return `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`;
}

/** Takes messages out of a language server's output, however it is cut. */
export class LengthReader {
  readonly #longest: number;
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  /** Of the message that is being read. */
  #wanted: number | undefined;

  /** `longest`: of one message, in bytes. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Throws a `FramingError`, after which nothing more can be read. */
  read(chunk: Buffer): string[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const messages: string[] = [];
    for (;;) {
      this.#wanted ??= this.#readHeader();
      if (this.#wanted === undefined || this.#buffered < this.#wanted) return messages;
      messages.push(this.#take(this.#wanted).toString());
      this.#wanted = undefined;
    }
  }

  #readHeader(): number | undefined {
    const bytes = this.#joined();
    const end = bytes.indexOf(separator);
    if (end < 0 && bytes.length <= longestHeader) return undefined;
    if (end < 0 || end > longestHeader) throw new FramingError('a header without an end');
    const header = bytes.toString('latin1', 0, end);
    const length = Number(/^content-length:\s*(\d+)\s*$/im.exec(header)?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(length)) throw new FramingError(`no Content-Length in "${header.slice(0, 200)}"`);
    if (length > this.#longest) throw new FramingError(`a message of ${length} bytes; ${this.#longest} are allowed`);
    this.#take(end + separator.length);
    return length;
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks.splice(0, this.#chunks.length, Buffer.concat(this.#chunks));
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #take(length: number): Buffer {
    const bytes = this.#joined();
    this.#chunks.splice(0, this.#chunks.length, bytes.subarray(length));
    this.#buffered -= length;
    return bytes.subarray(0, length);
  }
}
