import { randomUUID } from 'node:crypto';
import type { JsonObject, MessageHeader } from './message-header.ts';
import type { Signer } from './signer.ts';
import { delimiter } from './wire-message.ts';

/** Of the messages made here: 5.4 brought `iopub_welcome` (JEP 65). */
export const protocolVersion = '5.4';

export type MessageToBuild = {
  readonly header: MessageHeader | Uint8Array;
  /** A header, or its bytes as they came; none: the message answers nothing. */
  readonly parent?: MessageHeader | Uint8Array | undefined;
  readonly metadata?: JsonObject | Uint8Array | undefined;
  readonly content?: JsonObject | Uint8Array | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
};

const emptyObject = Buffer.from('{}');
const prefix = randomUUID();
let count = 0;

/** A header with a fresh id. */
export function createHeader(type: string, session: string, username = 'himalia'): MessageHeader {
  count += 1;
  return {
    msg_id: `${prefix}_${process.pid}_${count}`,
    msg_type: type,
    session,
    username,
    date: new Date().toISOString(),
    version: protocolVersion,
  };
}

/** The parts of a message: header, parent header, metadata, content, buffers. */
export function encodeParts(message: MessageToBuild): readonly Uint8Array[] {
  return [
    bytes(message.header),
    bytes(message.parent),
    bytes(message.metadata),
    bytes(message.content),
    ...(message.buffers ?? []),
  ];
}

/** The frames of a message from its parts, which are signed as they are. */
export function signedFrames(
  signer: Signer,
  parts: readonly Uint8Array[],
  identities: readonly Uint8Array[] = [],
): readonly Uint8Array[] {
  return [...identities, delimiter, Buffer.from(signer.sign(parts), 'latin1'), ...parts];
}

/** The frames of a message, ready to send. */
export function buildMessage(
  signer: Signer,
  message: MessageToBuild,
  identities: readonly Uint8Array[] = [],
): readonly Uint8Array[] {
  return signedFrames(signer, encodeParts(message), identities);
}

function bytes(value: object | undefined): Uint8Array {
  if (value === undefined) return emptyObject;
  return value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value));
}
