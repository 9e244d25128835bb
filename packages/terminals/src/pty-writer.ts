import { writeSync } from 'node:fs';
import type { IPty } from '@lydell/node-pty';

const interval = 5;

/** What node-pty has beyond its types: the master's file descriptor, and the socket that closes it. */
function descriptorOf(pty: IPty): (() => number | undefined) | undefined {
  const fd: unknown = Reflect.get(pty, 'fd');
  const socket: unknown = Reflect.get(pty, '_socket');
  if (typeof fd !== 'number' || typeof socket !== 'object' || socket === null) return undefined;
  return () => (Reflect.get(socket, 'destroyed') === false ? fd : undefined);
}

/**
 * Writes to a pseudo terminal without waiting for it. node-pty's own `write` stops the whole process until the program in
 * the terminal reads (its descriptor is non-blocking, but libuv waits in its place).
 */
export class PtyWriter {
  readonly #pty: IPty;
  readonly #descriptor: (() => number | undefined) | undefined;
  readonly #drained: () => void;
  #queue: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Bytes that the terminal has not taken yet. */
  waiting = 0;

  /** @param drained called whenever all that waited was taken */
  constructor(pty: IPty, drained: () => void) {
    this.#pty = pty;
    this.#descriptor = descriptorOf(pty);
    this.#drained = drained;
  }

  write(text: string): void {
    if (!this.#descriptor) {
      this.#pty.write(text);
      return;
    }
    const bytes = Buffer.from(text);
    this.#queue.push(bytes);
    this.waiting += bytes.length;
    if (!this.#timer) this.#flush(this.#descriptor);
  }

  /** Forgets what waits. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.waiting = 0;
  }

  #flush(descriptor: () => number | undefined): void {
    this.#timer = undefined;
    for (let [first] = this.#queue; first; [first] = this.#queue) {
      const written = this.#tryWrite(descriptor(), first);
      if (written === undefined) {
        this.end();
        return;
      }
      this.waiting -= written;
      if (written === first.length) this.#queue.shift();
      else {
        this.#queue[0] = first.subarray(written);
        this.#timer = setTimeout(() => this.#flush(descriptor), interval);
        return;
      }
    }
    this.#drained();
  }

  /** The bytes taken; undefined when there is no terminal any more. */
  #tryWrite(fd: number | undefined, bytes: Buffer): number | undefined {
    if (fd === undefined) return undefined;
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : undefined;
    }
  }
}
