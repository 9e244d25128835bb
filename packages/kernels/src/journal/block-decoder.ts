import { type Block, BlockError, blockHeaderBytes, blockLength, decodeBlock } from './block.ts';

/** Larger than the largest message that the kernel's sockets accept. */
const mostBytes = 2 ** 31;

/** Cuts a stream of bytes into blocks. */
export class BlockDecoder {
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = blockHeaderBytes;

  /** The blocks that are complete now, whose bodies are views. Throws a `BlockError`; then it must not go on. */
  decode(chunk: Buffer): Block[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#length);
    const blocks: Block[] = [];
    let at = 0;
    for (;;) {
      this.#needed = blockLength(bytes, at) ?? blockHeaderBytes;
      if (this.#needed > mostBytes) throw new BlockError('A block that is too large.');
      const block = decodeBlock(bytes, at);
      if (block === undefined) break;
      blocks.push(block);
      at += this.#needed;
    }
    this.#chunks = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#length = bytes.length - at;
    return blocks;
  }
}
