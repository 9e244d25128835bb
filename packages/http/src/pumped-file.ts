import { once } from 'node:events';
import { type ReadStream, read } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { promisify } from 'node:util';

const pieceBytes = 256 * 1024;
const readAt = promisify(read);

/**
 * A file, or a part of it, on its way into a response. Two buffers take turns, and each is used again only when what it held
 * was handed to the operating system: a stream of the platform would leave some 64 MB of pieces to the garbage collector,
 * and read half as fast. It can only be piped.
 */
export class PumpedFile extends Readable {
  readonly #file: ReadStream;
  readonly #start: number;
  readonly #length: number;

  /** `file` is open or opening and is not read otherwise; it is closed at the end. */
  constructor(file: ReadStream, start: number, length: number) {
    super();
    this.#file = file;
    this.#start = start;
    this.#length = length;
    file.on('error', (error) => this.destroy(error));
  }

  override pipe<T extends NodeJS.WritableStream>(response: T): T {
    this.#pump(response as unknown as Writable).then(
      () => this.push(null) || this.resume(),
      (error: Error) => this.destroy(error),
    );
    return response;
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#file.destroy();
    done(error);
  }

  async #pump(response: Writable): Promise<void> {
    if (this.#file.pending) await once(this.#file, 'open');
    const { fd } = this.#file as unknown as { readonly fd: number };
    const buffers = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)];
    let written: Promise<void> = Promise.resolve();
    for (let done = 0, turn = 0; done < this.#length; turn++) {
      if (this.destroyed) return; // its descriptor may be another file's by now
      const buffer = buffers[turn % buffers.length] as Buffer;
      const wanted = Math.min(buffer.length, this.#length - done);
      const { bytesRead } = await readAt(fd, buffer, 0, wanted, this.#start + done);
      if (bytesRead === 0) throw new Error('The file became shorter while it was sent');
      await written;
      if (this.destroyed) return;
      written = write(response, buffer.subarray(0, bytesRead));
      written.catch(() => undefined); // it is awaited a turn later
      done += bytesRead;
    }
    await written;
    response.end();
  }
}

function write(response: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => response.write(bytes, (error) => (error ? reject(error) : resolve())));
}
