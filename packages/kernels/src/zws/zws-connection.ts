import type { Socket } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import { ProtocolError } from '@himalia/protocol';
import { frameBinary } from '@himalia/protocol/websocket';
import { encodeZws, ZwsDecoder, type ZwsLimits } from '@himalia/protocol/zws';

type ZwsListener = {
  /** The peer said who it is; comes once, before any message. */
  greeted(routingId: Buffer): void;
  /** A `ProtocolError` that it throws closes the connection. */
  message(frames: readonly Buffer[]): void;
};
/** RFC 6455, section 7.4.1. */
const invalidData = 1007;
const tooLarge = 1009;

/** The server's end of one ZeroMQ connection over a WebSocket. */
export class ZwsConnection {
  readonly #socket: Socket;
  readonly #log: Log;

  constructor(socket: Socket, limits: ZwsLimits, listener: ZwsListener, log: Log) {
    this.#socket = socket;
    this.#log = log;
    const decoder = new ZwsDecoder(limits);
    this.send([Buffer.alloc(0)]);
    socket.onMessage((data) => {
      try {
        const greeted = decoder.routingId !== undefined;
        const frames = decoder.decode(data);
        if (!greeted) listener.greeted(decoder.routingId ?? Buffer.alloc(0));
        else if (frames) listener.message(frames);
      } catch (error) {
        this.#refuse(error);
      }
    });
  }

  get pending(): number {
    return this.#socket.bufferedAmount;
  }

  onClose(listener: () => void): void {
    this.#socket.onClose(listener);
  }

  send(frames: readonly Uint8Array[], sent: () => void = () => undefined): void {
    this.sendAll([frames], sent);
  }

  /** Several messages in as few writes as possible. */
  sendAll(messages: readonly (readonly Uint8Array[])[], sent: () => void): void {
    this.#socket.sendFramed(frameBinary(messages.flatMap(encodeZws)), sent);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Without a code, so that the peer may come back. */
  close(): void {
    this.#socket.close();
  }

  #refuse(error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    this.#log.debug('malformed message of a ZeroMQ client', { problem: error.message });
    const large = error.code === 'too_large';
    this.#socket.close(large ? tooLarge : invalidData, large ? 'Too large' : 'Malformed message');
  }
}
