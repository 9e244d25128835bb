/** Frames up to this size are copied side by side, so that a batch is one write. */
const gathered = 64 * 1024;

export const opcode = { text: 1, binary: 2 } as const;
const final = 0x80;

export function frameHeaderLength(payload: number): number {
  return payload < 126 ? 2 : payload < 65536 ? 4 : 10;
}

/** Writes an unmasked server frame's header (RFC 6455, section 5.2); answers its length. */
export function writeFrameHeader(target: Buffer, at: number, code: number, payload: number): number {
  target[at] = final | code;
  if (payload < 126) {
    target[at + 1] = payload;
    return 2;
  }
  if (payload < 65536) {
    target[at + 1] = 126;
    target[at + 2] = payload >>> 8;
    target[at + 3] = payload;
    return 4;
  }
  target[at + 1] = 127;
  target.writeUInt32BE(Math.floor(payload / 2 ** 32), at + 2);
  target.writeUInt32BE(payload >>> 0, at + 6);
  return 10;
}

/** Where the payload of the unmasked frame at `at` lies; undefined while its header is not complete. */
export function frameAt(bytes: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = (bytes[at + 1] ?? 0) & 127;
  const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (bytes.length < start) return undefined;
  if (short < 126) return { start, end: start + short };
  if (short === 126) return { start, end: start + bytes.readUInt16BE(at + 2) };
  return { start, end: start + bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6) };
}

/** The payloads of frames that lie in a row, whole, as views. */
export function payloadsIn(frames: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let frame = frameAt(frames, 0); frame && frame.end <= frames.length; frame = frameAt(frames, frame.end)) {
    payloads.push(frames.subarray(frame.start, frame.end));
  }
  return payloads;
}

/** Binary frames as they go over the wire, so that one buffer serves every socket. */
export function frameBinary(payloads: readonly Uint8Array[]): Buffer[] {
  const out: Buffer[] = [];
  let small: Uint8Array[] = [];
  const flush = (): void => {
    if (small.length === 0) return;
    const size = small.reduce((sum, payload) => sum + frameHeaderLength(payload.length) + payload.length, 0);
    const block = Buffer.allocUnsafe(size);
    let at = 0;
    for (const payload of small) {
      at += writeFrameHeader(block, at, opcode.binary, payload.length);
      block.set(payload, at);
      at += payload.length;
    }
    out.push(block);
    small = [];
  };
  for (const payload of payloads) {
    if (payload.length <= gathered) small.push(payload);
    else {
      flush();
      const header = Buffer.allocUnsafe(frameHeaderLength(payload.length));
      writeFrameHeader(header, 0, opcode.binary, payload.length);
      out.push(header, Buffer.from(payload.buffer, payload.byteOffset, payload.length));
    }
  }
  flush();
  return out;
}
