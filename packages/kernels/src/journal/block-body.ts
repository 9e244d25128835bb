import {
  decodeV1,
  type FramedMessage,
  framedLength,
  framedPrefix,
  payloadsIn,
  writeFramed,
} from '@himalia/protocol/websocket';
import type { Block } from './block.ts';

/** Messages up to this size are copied side by side into one buffer; parts of larger ones stay where they are. */
const copiedBytes = 65_536;

/** Where bytes are written to. */
export type Room = (bytes: number) => Buffer;

/** Frames messages as the body of a block; parts of large ones are not copied. */
export function encodeBody(
  channel: string,
  messages: readonly (readonly Uint8Array[])[],
  room: Room = Buffer.allocUnsafe,
): Buffer[] {
  const pieces: Buffer[] = [];
  let run: (readonly Uint8Array[])[] = [];
  let size = 0;
  for (const parts of messages) {
    const bytes = framedLength(channel, parts);
    if (bytes <= copiedBytes) {
      run.push(parts);
      size += bytes;
      continue;
    }
    if (size > 0) pieces.push(encodeRun(channel, run, room(size)));
    run = [];
    size = 0;
    pieces.push(...encodeLarge(channel, parts));
  }
  if (size > 0) pieces.push(encodeRun(channel, run, room(size)));
  return pieces;
}

/** The v1 payloads in it, in order. Views, except where a large message lies in several pieces. */
export function payloadsOf(body: readonly Buffer[]): Buffer[] {
  return payloadsIn(whole(body));
}

export function messagesOf(block: Block): FramedMessage[] {
  return payloadsOf(block.body).map(decodeV1);
}

/** In one piece. */
export function whole(body: readonly Buffer[]): Buffer {
  const [only = Buffer.alloc(0)] = body;
  return body.length <= 1 ? only : Buffer.concat(body);
}

function encodeRun(channel: string, messages: readonly (readonly Uint8Array[])[], bytes: Buffer): Buffer {
  let at = 0;
  for (const parts of messages) at = writeFramed(bytes, at, channel, parts);
  return bytes;
}

function encodeLarge(channel: string, parts: readonly Uint8Array[]): Buffer[] {
  const rest = parts.filter(({ length }) => length > 0);
  const views = rest.map((part) => Buffer.from(part.buffer, part.byteOffset, part.length));
  return [framedPrefix(channel, parts), ...views];
}
