import type { Socket } from '@himalia/contracts/http';
import type { WireMessage } from '@himalia/protocol/message';
import { decodeV1, encodeJson, frameBinary } from '@himalia/protocol/websocket';
import type { Channel } from './channel.ts';
import { MessageQueue, type QueueLimits } from './message-queue.ts';
import type { OutgoingBatch } from './outgoing-batch.ts';
import { Pace } from './pace.ts';

export type Form = 'v1' | 'json';

/** A socket with more than this unsent lags; what follows waits where it can be merged and bounded. */
const lagging = 1024 * 1024;
/** How long streams are gathered for a client that is behind, in milliseconds, unless it catches up before. */
const gatherMs = 100;
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
  #pace: Pace | undefined;
  #form: Form = 'v1';
  #gathering: NodeJS.Timeout | undefined;
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
    this.#pace = new Pace(socket, this.#gathered);
    before?.close();
    this.#drain();
  }

  /** False when another socket has taken this one's place. */
  detach(socket: Socket): boolean {
    if (socket !== this.#socket) return false;
    this.#socket = undefined;
    this.#pace = undefined;
    this.awaySince = Date.now();
    return true;
  }

  deliver(batch: OutgoingBatch): void {
    const socket = this.#socket;
    const open = socket && !socket.closed;
    if (open && this.#queue.empty && socket.bufferedAmount < lagging && !this.#gathers(batch)) {
      if (this.#form === 'v1') socket.sendFramed(batch.blocks, this.#written);
      else this.#sendJson(socket, batch.json);
      this.#pace?.sent(batch.messages.length);
      return;
    }
    for (const message of batch.messages) this.#wait(batch.channel, message);
    if (this.#queue.overfull) this.#overfull();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  #wait(channel: Channel, message: WireMessage): void {
    this.#queue.push(channel, message);
    // Gathering is a kindness and must never be what fills the queue.
    if (this.#gathering && (this.#queue.bytes > portion || this.#queue.halfFull)) this.#gathered();
  }

  /** A client that is behind is better off with few messages of much text than with thousands of little. */
  #gathers(batch: OutgoingBatch): boolean {
    if (!this.#pace?.behind || !batch.hasStreams) return false;
    this.#gathering ??= setTimeout(this.#gathered, gatherMs);
    return true;
  }

  readonly #gathered = (): void => {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#drain();
  };

  /** Called after each write was handed over, so that the queue moves as fast as the client reads. */
  readonly #written = (): void => {
    if (!this.#gathering) this.#drain();
  };

  #drain(): void {
    const socket = this.#socket;
    while (
      socket &&
      socket === this.#socket &&
      !socket.closed &&
      !this.#queue.empty &&
      socket.bufferedAmount < lagging
    ) {
      const frames = this.#queue.take(portion);
      if (this.#form === 'v1') socket.sendFramed(frameBinary(frames), this.#written);
      else this.#sendJson(socket, frames.map(asJson));
      this.#pace?.sent(frames.length);
    }
  }

  #sendJson(socket: Socket, frames: readonly (string | Buffer)[]): void {
    const last = frames.length - 1;
    for (const [index, frame] of frames.entries()) {
      if (index === last) socket.send(frame, this.#written);
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
