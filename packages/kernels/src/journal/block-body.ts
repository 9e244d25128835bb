import { decodeV1, type FramedMessage } from '@himalia/protocol/websocket';
import type { Block } from './block.ts';

/** Messages up to this size are copied side by side into one buffer; parts of larger ones stay where they are. */
const copiedBytes = 65_536;
/** Below this a loop is faster than the call that copies. */
const shortPart = 24;
const word = 8;

/** Frames messages as the body of a block. */
export function encodeBody(channel: string, messages: readonly (readonly Uint8Array[])[]): Buffer[] {
  const pieces: Buffer[] = [];
  let run: (readonly Uint8Array[])[] = [];
  let size = 0;
  for (const parts of messages) {
    const bytes = frameBytes(channel, parts);
    if (bytes <= copiedBytes) {
      run.push(parts);
      size += bytes;
      continue;
    }
    if (size > 0) pieces.push(encodeRun(channel, run, size));
    run = [];
    size = 0;
    pieces.push(...encodeLarge(channel, parts));
  }
  if (size > 0) pieces.push(encodeRun(channel, run, size));
  return pieces;
}

/** The v1 payloads in it, in order. Views, except where a large message lies in several pieces. */
export function payloadsOf(body: readonly Buffer[]): Buffer[] {
  const bytes = whole(body);
  const payloads: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [from, to] = frameAt(bytes, at);
    payloads.push(bytes.subarray(from, to));
    at = to;
  }
  return payloads;
}

export function messagesOf(block: Block): FramedMessage[] {
  return payloadsOf(block.body).map(decodeV1);
}

/** The body cut before the frame of its message `index`. */
export function splitBody(body: readonly Buffer[], index: number): [Buffer, Buffer] {
  const bytes = whole(body);
  let at = 0;
  for (let skipped = 0; skipped < index; skipped++) at = frameAt(bytes, at)[1];
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

function whole(body: readonly Buffer[]): Buffer {
  const [only = Buffer.alloc(0)] = body;
  return body.length <= 1 ? only : Buffer.concat(body);
}

/** Where the payload of the frame at `at` begins and ends. */
function frameAt(bytes: Buffer, at: number): [number, number] {
  const short = bytes[at + 1] ?? 0;
  if (short < 126) return [at + 2, at + 2 + short];
  if (short === 126) return [at + 4, at + 4 + bytes.readUInt16BE(at + 2)];
  return [at + 10, at + 10 + bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6)];
}

function payloadBytes(channel: string, parts: readonly Uint8Array[]): number {
  let length = word * (parts.length + 3) + channel.length;
  for (const part of parts) length += part.length;
  return length;
}

function frameHeaderBytes(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
}

function frameBytes(channel: string, parts: readonly Uint8Array[]): number {
  const payload = payloadBytes(channel, parts);
  return frameHeaderBytes(payload) + payload;
}

function encodeRun(channel: string, messages: readonly (readonly Uint8Array[])[], size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const parts of messages) {
    at = writePrefix(bytes, at, channel, parts);
    for (const part of parts) {
      if (part.length < shortPart)
        for (let index = 0; index < part.length; index++) bytes[at + index] = part[index] ?? 0;
      else bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}

function encodeLarge(channel: string, parts: readonly Uint8Array[]): Buffer[] {
  const payload = payloadBytes(channel, parts);
  const prefix = Buffer.allocUnsafe(frameHeaderBytes(payload) + word * (parts.length + 3) + channel.length);
  writePrefix(prefix, 0, channel, parts);
  const rest = parts.filter(({ length }) => length > 0);
  return [prefix, ...rest.map((part) => Buffer.from(part.buffer, part.byteOffset, part.length))];
}

/** The frame's header and all of the v1 payload that comes before the parts; answers where it ends. */
function writePrefix(bytes: Buffer, from: number, channel: string, parts: readonly Uint8Array[]): number {
  const payload = payloadBytes(channel, parts);
  const start = writeFrameHeader(bytes, from, payload);
  const count = parts.length + 2;
  const channelAt = word * (count + 1);
  let offset = channelAt + channel.length;
  writeWord(bytes, start, count);
  writeWord(bytes, start + word, channelAt);
  let entry = start + 2 * word;
  for (const part of parts) {
    writeWord(bytes, entry, offset);
    offset += part.length;
    entry += word;
  }
  writeWord(bytes, entry, offset);
  entry += word;
  for (let index = 0; index < channel.length; index++) bytes[entry + index] = channel.charCodeAt(index);
  return entry + channel.length;
}

function writeFrameHeader(bytes: Buffer, at: number, length: number): number {
  bytes[at] = 0x82;
  if (length < 126) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    bytes[at + 1] = 126;
    bytes[at + 2] = length >>> 8;
    bytes[at + 3] = length;
    return at + 4;
  }
  bytes[at + 1] = 127;
  bytes.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  bytes.writeUInt32BE(length >>> 0, at + 6);
  return at + 10;
}

/** Little-endian, as eight single bytes: faster than two calls. */
function writeWord(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  const high = value > 0xffffffff ? Math.floor(value / 2 ** 32) : 0;
  bytes[at + 4] = high;
  bytes[at + 5] = high >>> 8;
  bytes[at + 6] = 0;
  bytes[at + 7] = 0;
}
