/** Frames up to this size are copied side by side, so that a batch is one write. */
const gathered = 64 * 1024;

const finalBinary = 0x82;

/** Writes an unmasked binary frame's header (RFC 6455, section 5.2); answers its length. */
export function writeBinaryHeader(target: Buffer, at: number, length: number): number {
  target[at] = finalBinary;
  if (length < 126) {
    target[at + 1] = length;
    return 2;
  }
  if (length < 65536) {
    target[at + 1] = 126;
    target.writeUInt16BE(length, at + 2);
    return 4;
  }
  target[at + 1] = 127;
  target.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  target.writeUInt32BE(length >>> 0, at + 6);
  return 10;
}

export function binaryHeaderLength(payload: number): number {
  return payload < 126 ? 2 : payload < 65536 ? 4 : 10;
}

/** Binary frames as they go over the wire, so that one buffer serves every socket. */
export function frameBinary(payloads: readonly Uint8Array[]): Buffer[] {
  const out: Buffer[] = [];
  let small: Uint8Array[] = [];
  const flush = (): void => {
    if (small.length === 0) return;
    const size = small.reduce((sum, payload) => sum + binaryHeaderLength(payload.length) + payload.length, 0);
    const block = Buffer.allocUnsafe(size);
    let at = 0;
    for (const payload of small) {
      at += writeBinaryHeader(block, at, payload.length);
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
      const header = Buffer.allocUnsafe(binaryHeaderLength(payload.length));
      writeBinaryHeader(header, 0, payload.length);
      out.push(header, Buffer.from(payload.buffer, payload.byteOffset, payload.length));
    }
  }
  flush();
  return out;
}
