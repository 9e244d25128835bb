import type { Command } from '../frames/command.ts';
import { ProtocolError } from '../protocol-error.ts';
import { Box, type KeyPair, tagBytes } from './box.ts';

/** What follows from a command of the peer. */
export type Step = {
  /** A command to send back. */
  readonly send?: Buffer;
  /** Our own metadata can be sent from now on. */
  readonly tell?: boolean;
  /** The peer's metadata: the handshake is done, as far as it is concerned. */
  readonly metadata?: Buffer;
};

/** One side of the CURVE handshake (ZeroMQ RFC 26, "CurveZMQ"), without the bytes around. */
export interface Handshake {
  readonly asServer: boolean;
  /** The command that opens it, if this side does. */
  begin(): Buffer | undefined;
  /** Throws a `ProtocolError`. */
  receive(command: Command): Step;
  /** The command that carries our metadata. */
  tell(metadata: Buffer): Buffer;
  /** The keys for messages; both sides' transient ones. */
  box(): Box;
  /** Numbers of what this side sends, from 1, and never one twice: HELLO and INITIATE or READY, then messages. */
  nextNumber(): bigint;
}

export const welcomeBytes = 160;
export const cookieBytes = 96;
export const numberBytes = 8;
export const longNonceBytes = 16;
export const helloPadding = 72;

/** A nonce of 24 bytes: a name, then what makes it unique. */
export function nonce(name: string, unique: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(name, 'latin1'), unique]);
}

export function numbered(value: bigint): Buffer {
  const bytes = Buffer.alloc(numberBytes);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** Throws when the peer's key is none. */
export function boxWith(own: KeyPair, theirs: Uint8Array): Box {
  try {
    return new Box(own.secretKey, theirs);
  } catch {
    throw refused('its key is none');
  }
}

export function opened(box: Box, itsNonce: Uint8Array, sealed: Uint8Array, what: string): Buffer {
  const plain = sealed.length < tagBytes ? undefined : box.open(itsNonce, sealed);
  if (plain === undefined) throw refused(`its ${what} does not fit our keys`);
  return Buffer.from(plain.buffer, plain.byteOffset, plain.length);
}

export function expectLength(data: Buffer, length: number, what: string): void {
  if (data.length !== length) throw refused(`its ${what} has the wrong length`);
}

export function refused(why: string): ProtocolError {
  return new ProtocolError('handshake', `No CURVE connection to the peer: ${why}.`);
}
