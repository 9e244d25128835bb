import type { Duplex } from 'node:stream';

export const defaultHighWaterMark: number = 64 * 2 ** 20;
/** What a frame costs beyond its bytes, so that many empty ones are bounded too. */
const frameCost = 64;
/** Chunks above this size are written as they are, smaller neighbours joined up to `joinedBytes` a write. */
const largeChunk = 16_384;
const joinedBytes = 1 << 20;
/** In one turn of the event loop the queue is written when it has grown to this, or has waited so long (ms). */
const writeAtBytes = 65_536;
const writeAfterMs = 2;

/**
 * Messages on their way to one peer. The first of a turn is written at once (nobody waits for company), the following
 * ones together at its end. While the socket is full, or missing, they wait here, up to the high water mark.
 */
export class Outbox {
  readonly #mark: number;
  #socket: Duplex | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #cost = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #lastWrite = 0;
  readonly #onDrain = (): void => this.#write();

  constructor(highWaterMark: number) {
    this.#mark = highWaterMark;
  }

  get pending(): number {
    return this.#bytes + (this.#socket?.writableLength ?? 0);
  }

  /** From now on messages go to this socket; undefined: they wait. */
  attach(socket: Duplex | undefined): void {
    this.#socket?.off('drain', this.#onDrain);
    this.#socket = socket;
    socket?.on('drain', this.#onDrain);
    this.#write();
  }

  /** False: it would exceed the high water mark and was not taken. */
  push(chunks: readonly Buffer[], bytes: number, frames: number): boolean {
    const cost = bytes + frames * frameCost;
    const waiting = this.#cost + (this.#socket?.writableLength ?? 0);
    if (waiting > 0 && waiting + cost > this.#mark) return false;
    for (const chunk of chunks) this.#chunks.push(chunk);
    this.#bytes += bytes;
    this.#cost += cost;
    if (this.#scheduled === undefined) {
      this.#write();
      this.#scheduled = setImmediate(() => {
        this.#scheduled = undefined;
        this.#write();
      });
    } else if (this.#bytes > writeAtBytes || performance.now() - this.#lastWrite > writeAfterMs) {
      this.#write();
    }
    return true;
  }

  /** Hands everything to the socket, full or not. */
  flush(): void {
    this.#write(true);
  }

  clear(): void {
    this.attach(undefined);
    this.#chunks = [];
    this.#bytes = 0;
    this.#cost = 0;
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
  }

  #write(force = false): void {
    const socket = this.#socket;
    if (socket === undefined || this.#chunks.length === 0 || (socket.writableNeedDrain && !force)) return;
    const chunks = this.#chunks.length === 1 ? this.#chunks : gather(this.#chunks);
    this.#chunks = [];
    this.#bytes = 0;
    this.#cost = 0;
    this.#lastWrite = performance.now();
    if (chunks.length > 1) socket.cork();
    for (const chunk of chunks) socket.write(chunk);
    if (chunks.length > 1) socket.uncork();
  }
}

/** Joins small neighbours. */
function gather(chunks: readonly Buffer[]): Buffer[] {
  const gathered: Buffer[] = [];
  let run: Buffer[] = [];
  let size = 0;
  function close(): void {
    if (run.length > 0) gathered.push(Buffer.concat(run, size));
    run = [];
    size = 0;
  }
  for (const chunk of chunks) {
    if (chunk.length > largeChunk) {
      close();
      gathered.push(chunk);
      continue;
    }
    if (size + chunk.length > joinedBytes) close();
    run.push(chunk);
    size += chunk.length;
  }
  close();
  return gathered;
}
