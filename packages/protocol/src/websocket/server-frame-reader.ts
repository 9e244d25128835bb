import { frameAt } from './server-frames.ts';

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
