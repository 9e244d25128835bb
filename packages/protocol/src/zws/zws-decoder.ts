import { ProtocolError } from '../protocol-error.ts';
import { flag } from './flag.ts';

export type ZwsLimits = {
  /** Largest ZeroMQ message in bytes, all its frames together. */
  readonly messageBytes: number;
  /** Most frames of one. */
  readonly messageParts: number;
};

/** Longest routing id (RFC 37, "Identity"). */
const routingIdBytes = 255;

/**
 * Puts the frames of one connection together (RFC 45/ZWS 2.0 without mechanism): first the peer's routing id, then messages.
 * Throws a `ProtocolError` on what no conforming peer sends; then the connection must not go on.
 */
export class ZwsDecoder {
  readonly #limits: ZwsLimits;
  #routingId: Buffer | undefined;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(limits: ZwsLimits) {
    this.#limits = limits;
  }

  /** The peer's routing id, often empty; undefined until it came. */
  get routingId(): Buffer | undefined {
    return this.#routingId;
  }

  /** Takes a WebSocket message; answers the ZeroMQ message that it completes. The routing id is none. */
  decode(data: string | Buffer): readonly Buffer[] | undefined {
    if (typeof data === 'string') throw malformed('it is text');
    const [kind] = data;
    if (kind === undefined) throw malformed('it is empty');
    if (kind === flag.command) throw malformed('it is a command, which needs a mechanism');
    if (kind !== flag.last && kind !== flag.more) throw malformed('its flag is unknown');
    const body = data.subarray(1);
    if (this.#routingId === undefined) {
      this.#routingId = identity(kind, body);
      return undefined;
    }
    this.#add(body);
    if (kind === flag.more) return undefined;
    const frames = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    return frames;
  }

  #add(body: Buffer): void {
    const { messageBytes, messageParts } = this.#limits;
    this.#bytes += body.length;
    if (this.#bytes > messageBytes) throw tooLarge(`bytes; the limit is ${messageBytes}`);
    if (this.#parts.length >= messageParts) throw tooLarge(`frames; the limit is ${messageParts}`);
    this.#parts.push(body);
  }
}

function identity(kind: number, body: Buffer): Buffer {
  if (kind === flag.more) throw malformed('a routing id has one frame');
  if (body.length > routingIdBytes) throw malformed('its routing id is too long');
  return Buffer.from(body);
}

function malformed(why: string): ProtocolError {
  return new ProtocolError('bad_frame', `A malformed message of ZWS 2.0: ${why}.`);
}

function tooLarge(what: string): ProtocolError {
  return new ProtocolError('too_large', `The peer sent a message of too many ${what}.`);
}
