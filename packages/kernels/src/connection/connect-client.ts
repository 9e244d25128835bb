import { randomUUID } from 'node:crypto';
import type { Socket } from '@himalia/contracts/http';
import type { ChannelMessage, KernelClient, KernelLine } from '@himalia/contracts/kernels';
import { decodeV1, type FramedMessage, v1Protocol } from '@himalia/protocol/websocket';
import { isChannel } from '../feed/channel.ts';
import { payloadsOf } from '../journal/block-body.ts';
import type { KernelConnection } from './kernel-connection.ts';

/** RFC 6455, section 7.4.1. */
const closedInOrder = 1000;

/** Makes a part of this server a client of a kernel, with the same rules for what waits as a WebSocket has. */
export function connectClient(connection: KernelConnection, client: KernelClient): KernelLine {
  const socket = new ClientSocket(client);
  const place = connection.connect(randomUUID(), socket, 'v1', { keeps: false });
  return {
    request: ({ channel, parts }) => connection.request(place, channel, parts.map(asBuffer)),
    [Symbol.dispose]: () => socket.close(),
  };
}

function asBuffer(part: Uint8Array): Buffer {
  return Buffer.from(part.buffer, part.byteOffset, part.length);
}

/** A WebSocket of the v1 protocol without a network. */
class ClientSocket implements Socket {
  readonly protocol = v1Protocol;
  readonly #client: KernelClient;
  readonly #listeners: ((code: number) => void)[] = [];
  #closed = false;

  constructor(client: KernelClient) {
    this.#client = client;
  }

  get bufferedAmount(): number {
    return this.#client.pending;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(data: string | Uint8Array, done: () => void = () => undefined): void {
    this.#deliver([asBuffer(Buffer.from(data))], done);
  }

  sendFramed(blocks: readonly Uint8Array[], done: () => void = () => undefined): void {
    this.#deliver(payloadsOf(blocks.map(asBuffer)), done);
  }

  /** It reads at once what it is given, so it is never taken for slow by its pings, only by what is pending. */
  ping(): void {}

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.end();
    for (const listener of this.#listeners) listener(closedInOrder);
  }

  terminate(): void {
    this.close();
  }

  /** It has no wire that requests could come over. */
  onMessage(): void {}

  onClose(listener: (code: number) => void): void {
    this.#listeners.push(listener);
  }

  pause(): void {
    this.#client.pause();
  }

  resume(): void {
    this.#client.resume();
  }

  #deliver(frames: readonly Buffer[], done: () => void): void {
    const messages = frames.map(decodeV1).filter(isChannelMessage);
    // Never within this call: who writes on when it is done would grow the stack by each portion.
    this.#client.receive(messages, () => setImmediate(done));
  }
}

function isChannelMessage(message: FramedMessage): message is FramedMessage & ChannelMessage {
  return isChannel(message.channel);
}
