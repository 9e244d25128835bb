import type { Socket } from '@himalia/contracts/http';
import { decodeV1, encodeJson, frameBinary } from '@himalia/protocol/websocket';
import { MessageQueue, type QueueLimits } from './message-queue.ts';
import type { OutgoingBatch } from './outgoing-batch.ts';

export type Form = 'v1' | 'json';

/** A socket with more than this unsent lags; what follows waits where it can be merged and bounded. */
const lagging = 1024 * 1024;
/** Written at once when a lagging socket has room again. */
const portion = 512 * 1024;

/**
 * One session of a client at a kernel. It outlives its WebSocket: while it is away, or reads slower than the kernel
 * writes, its messages wait in a bounded queue.
 */
export class ChannelClient {
  readonly session: string;
  readonly #queue: MessageQueue;
  #socket: Socket | undefined;
  #form: Form = 'v1';
  /** Time it went away, in milliseconds. */
  awaySince = 0;

  constructor(session: string, limits: QueueLimits) {
    this.session = session;
    this.#queue = new MessageQueue(limits);
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  get waiting(): number {
    return this.#queue.bytes;
  }

  /** Goes on over this socket: first what it missed. An earlier socket is closed, without a code so that it may come back. */
  attach(socket: Socket, form: Form): void {
    const before = this.#socket;
    this.#socket = socket;
    this.#form = form;
    before?.close();
    this.#drain();
  }

  /** False when another socket has taken this one's place. */
  detach(socket: Socket): boolean {
    if (socket !== this.#socket) return false;
    this.#socket = undefined;
    this.awaySince = Date.now();
    return true;
  }

  deliver(batch: OutgoingBatch): void {
    const socket = this.#socket;
    if (socket && this.#queue.empty && socket.bufferedAmount < lagging) {
      if (this.#form === 'v1') socket.sendFramed(batch.blocks, this.#drain);
      else this.#sendJson(socket, batch.json);
      return;
    }
    for (const message of batch.messages) this.#queue.push(batch.channel, message);
    if (this.#queue.overfull) this.#overfull();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Called after each write was handed over, so that the queue moves as fast as the client reads. */
  readonly #drain = (): void => {
    const socket = this.#socket;
    while (
      socket &&
      socket === this.#socket &&
      !socket.closed &&
      !this.#queue.empty &&
      socket.bufferedAmount < lagging
    ) {
      const frames = this.#queue.take(portion);
      if (this.#form === 'v1') socket.sendFramed(frameBinary(frames), this.#drain);
      else this.#sendJson(socket, frames.map(asJson));
    }
  };

  #sendJson(socket: Socket, frames: readonly (string | Buffer)[]): void {
    const last = frames.length - 1;
    for (const [index, frame] of frames.entries()) {
      if (index === last) socket.send(frame, this.#drain);
      else socket.send(frame);
    }
  }

  /** Replies alone exceed the bound. It comes back and asks again, which is better than to miss one silently. */
  #overfull(): void {
    this.#queue.clear();
    this.#socket?.terminate();
  }
}

function asJson(frame: Buffer): string | Buffer {
  const { channel, parts } = decodeV1(frame);
  return encodeJson(channel, parts);
}
