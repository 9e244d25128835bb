/**
 * The frames of one message. They are views of what was read from the socket: copy what is kept for long, or from a transient
 * socket at all, and never write into them.
 */
export type Frames = readonly Buffer[];
/** Frames to send. Large ones are not copied: leave them unchanged afterwards. */
export type Outgoing = readonly Uint8Array[];

/** ZMTP 3.1 (RFC 37), "Framing": the bits of the flags octet; the others must be zero. */
export const flag = { more: 1, long: 2, command: 4 } as const;

/** Messages up to this size are copied into one buffer: fewer, larger writes are cheaper than copies. */
const copiedBytes = 65_536;

function headerLength(body: number): number {
  return body > 255 ? 9 : 2;
}

function writeHeader(into: Buffer, at: number, flags: number, length: number): number {
  if (length <= 255) {
    into[at] = flags;
    into[at + 1] = length;
    return at + 2;
  }
  into[at] = flags | flag.long;
  into.writeUInt32BE(Math.floor(length / 2 ** 32), at + 1);
  into.writeUInt32BE(length >>> 0, at + 5);
  return at + 9;
}

/** Bytes that `encodeMessage` will make. */
export function encodedLength(frames: Outgoing): number {
  let total = 0;
  for (const frame of frames) total += headerLength(frame.length) + frame.length;
  return total;
}

/** The bytes of a message on the wire: one buffer when it is small, else its large frames uncopied between headers. */
export function encodeMessage(frames: Outgoing): Buffer[] {
  const total = encodedLength(frames);
  if (total <= copiedBytes) return [encodeCopied(frames, total)];
  const chunks: Buffer[] = [];
  for (const [index, frame] of frames.entries()) {
    const header = Buffer.allocUnsafe(headerLength(frame.length));
    writeHeader(header, 0, index + 1 < frames.length ? flag.more : 0, frame.length);
    chunks.push(header, Buffer.from(frame.buffer, frame.byteOffset, frame.length));
  }
  return chunks;
}

function encodeCopied(frames: Outgoing, total: number): Buffer {
  const bytes = Buffer.allocUnsafe(total);
  const last = frames.length - 1;
  let at = 0;
  for (let index = 0; index <= last; index++) {
    const frame = frames[index];
    if (frame === undefined) continue;
    at = writeHeader(bytes, at, index < last ? flag.more : 0, frame.length);
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** One frame with these flags. */
export function encodeFrame(flags: number, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(headerLength(body.length) + body.length);
  bytes.set(body, writeHeader(bytes, 0, flags, body.length));
  return bytes;
}

/** A command frame around an encoded command body. */
export function encodeCommand(body: Uint8Array): Buffer {
  return encodeFrame(flag.command, body);
}
