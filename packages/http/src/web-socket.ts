import type { Duplex } from 'node:stream';
import type { Socket } from '@himalia/contracts/http';
import type { WebSocket } from 'ws';

/** An open WebSocket of the `ws` library, over the connection it was upgraded from. */
export class OpenSocket implements Socket {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  /** Pings that wait for their pong, by payload. */
  readonly #pings = new Map<string, () => void>();
  #pingCount = 0;

  constructor(socket: WebSocket, raw: Duplex) {
    this.#socket = socket;
    this.#raw = raw;
    socket.on('pong', (payload: Buffer) => this.#answered(payload.toString('latin1')));
  }
  get protocol(): string {
    return this.#socket.protocol;
  }
  get bufferedAmount(): number {
    return this.#raw.writableLength;
  }
  get closed(): boolean {
    return this.#socket.readyState > 1;
  }
  send(data: string | Uint8Array, done?: (error?: Error) => void): void {
    this.#socket.send(data, { binary: typeof data !== 'string' }, done);
  }
  /** No compression is negotiated, so frames made here may be written between those of the library. */
  sendFramed(blocks: readonly Uint8Array[], done?: (error?: Error | null) => void): void {
    if (this.#socket.readyState !== 1) {
      done?.(new Error('The WebSocket is closed'));
      return;
    }
    this.#raw.cork();
    for (const [index, block] of blocks.entries())
      this.#raw.write(block, index === blocks.length - 1 ? done : undefined);
    this.#raw.uncork();
  }
  ping(answered: () => void): void {
    const payload = String(++this.#pingCount);
    this.#pings.set(payload, answered);
    this.#socket.ping(payload);
  }
  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }
  terminate(): void {
    this.#socket.terminate();
  }
  onMessage(listener: (data: string | Buffer) => void): void {
    this.#socket.on('message', (data: Buffer, binary: boolean) => listener(binary ? data : data.toString('utf8')));
  }
  onClose(listener: (code: number) => void): void {
    this.#socket.once('close', listener);
  }
  pause(): void {
    this.#socket.pause();
  }
  resume(): void {
    this.#socket.resume();
  }

  #answered(payload: string): void {
    const answered = this.#pings.get(payload);
    if (!answered) return;
    // Those before it will not be answered any more (RFC 6455, section 5.5.3).
    for (const ping of this.#pings.keys()) {
      this.#pings.delete(ping);
      if (ping === payload) break;
    }
    answered();
  }
}
