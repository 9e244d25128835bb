import { frameHeaderLength, opcode, writeFrameHeader } from './server-frames.ts';
import { v1Length, writeV1 } from './v1-framing.ts';

/** Bytes that `writeFramed` writes. */
export function framedLength(channel: string, parts: readonly Uint8Array[], from = 0): number {
  const payload = v1Length(channel, parts, from);
  return frameHeaderLength(payload) + payload;
}

/**
 * Writes a message as it goes over the wire to a client of the v1 protocol: an unmasked WebSocket frame around the
 * channel (ASCII), header, parent header, metadata, content and buffers, which are the parts from index `from` on (those
 * before are routing ids, delimiter and signature). One copy where `frameBinary([encodeV1(…)])` makes two. Answers where
 * it ends.
 */
export function writeFramed(
  target: Buffer,
  at: number,
  channel: string,
  parts: readonly Uint8Array[],
  from = 0,
): number {
  const start = at + writeFrameHeader(target, at, opcode.binary, v1Length(channel, parts, from));
  return writeV1(target, start, channel, parts, from);
}
