const none = Buffer.alloc(0);

/** Reads what `frameBinary` wrote: the payloads of whole, unmasked frames, in blocks that may cut them anywhere. */
export class ServerFrameReader {
  #rest: Buffer = none;

  /** The payloads that are complete, as views. */
  read(block: Uint8Array): Buffer[] {
    const fresh = Buffer.from(block.buffer, block.byteOffset, block.length);
    const bytes = this.#rest.length === 0 ? fresh : Buffer.concat([this.#rest, fresh]);
    const payloads: Buffer[] = [];
    let at = 0;
    for (;;) {
      const frame = frameAt(bytes, at);
      if (frame === undefined || frame.end > bytes.length) break;
      payloads.push(bytes.subarray(frame.start, frame.end));
      at = frame.end;
    }
    this.#rest = bytes.subarray(at);
    return payloads;
  }
}

/** Where the payload of the frame lies (RFC 6455, section 5.2); undefined while its header is not complete. */
function frameAt(bytes: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = bytes[at + 1] ?? 0;
  const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
  if (bytes.length < start) return undefined;
  const length =
    short < 126
      ? short
      : short === 126
        ? bytes.readUInt16BE(at + 2)
        : bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
  return { start, end: start + length };
}
