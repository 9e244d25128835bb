import { frameHeaderLength, opcode, writeFrameHeader } from './server-frames.ts';
import { v1Length, writeV1, writeV1Prefix } from './v1-framing.ts';

/** Bytes that `writeFramed` writes. */
export function framedLength(channel: string, parts: readonly Uint8Array[]): number {
  const payload = v1Length(channel, parts);
  return frameHeaderLength(payload) + payload;
}

/**
 * Writes a message as it goes over the wire to a client of the v1 protocol: an unmasked WebSocket frame around the
 * channel (ASCII) and the parts. One copy where `frameBinary([encodeV1(…)])` makes two. Answers where it ends.
 */
export function writeFramed(target: Buffer, at: number, channel: string, parts: readonly Uint8Array[]): number {
  const start = at + writeFrameHeader(target, at, opcode.binary, v1Length(channel, parts));
  return writeV1(target, start, channel, parts);
}

/** The bytes of `writeFramed` before the parts, for parts that are too large to be copied. */
export function framedPrefix(channel: string, parts: readonly Uint8Array[]): Buffer {
  const payload = v1Length(channel, parts);
  const parted = parts.reduce((sum, part) => sum + part.length, 0);
  const prefix = Buffer.allocUnsafe(frameHeaderLength(payload) + payload - parted);
  writeV1Prefix(prefix, writeFrameHeader(prefix, 0, opcode.binary, payload), channel, parts);
  return prefix;
}
