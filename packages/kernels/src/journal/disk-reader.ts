import { type FileHandle, open } from 'node:fs/promises';
import { type Block, blockHeaderBytes, blockLength, decodeWhole, encodedBytes, endOf } from './block.ts';
import type { JournalReader, Portion } from './journal.ts';
import { segmentPath, segmentsIn } from './segments.ts';

/** Places in segments that are remembered, so that a reader who goes on need not search. */
const places = 64;
const leastBytes = 65_536;

type Range = {
  readonly from: number;
  readonly to: number;
  readonly maxBytes: number;
  readonly memory: Buffer | undefined;
};
type Place = { readonly segment: number; readonly offset: number };

/** Reads the journal that lies in a folder, also while another process writes it. */
export class DiskReader implements JournalReader {
  readonly #folder: string;
  readonly #head: () => number;
  /** By the sequence number that begins there; the oldest first. */
  readonly #places = new Map<number, Place>();

  /** `head`: what is beyond it is not read, even where it lies on disk already. */
  constructor(folder: string, head: () => number) {
    this.#folder = folder;
    this.#head = head;
  }

  get head(): number {
    return this.#head();
  }

  async read(from: number, maxBytes: number, memory?: Buffer): Promise<Portion> {
    const head = this.head;
    if (from > head) return { blocks: [], missing: 0, next: from };
    const segments = await segmentsIn(this.#folder);
    const known = this.#places.get(from);
    let segment = segments.findLast((first) => first <= from) ?? segments[0];
    while (segment !== undefined) {
      const place = known?.segment === segment ? known : { segment, offset: 0 };
      const blocks = await this.#readSegment(place, { from, to: head, maxBytes, memory });
      const [first] = blocks;
      const last = blocks.at(-1);
      if (first && last) return { blocks, missing: Math.max(0, first.first - from), next: endOf(last) };
      const after: number = segment;
      segment = segments.find((number) => number > after);
    }
    return { blocks: [], missing: head + 1 - from, next: head + 1 };
  }

  /** Blocks of one segment that hold messages of the range and follow each other; none where it is gone or damaged. */
  async #readSegment(place: Place, range: Range): Promise<Block[]> {
    const file = await open(segmentPath(this.#folder, place.segment)).catch(() => undefined);
    if (file === undefined) return [];
    try {
      let { offset } = place;
      for (;;) {
        const chunk = await readAt(file, offset, Math.max(leastBytes, range.maxBytes), range.memory);
        const { blocks, end } = takeBlocks(chunk, range);
        const last = blocks.at(-1);
        if (last) this.#remember(endOf(last), { segment: place.segment, offset: offset + end });
        if (last || end === 0) return blocks;
        offset += end;
      }
    } finally {
      await file.close();
    }
  }

  #remember(sequence: number, place: Place): void {
    this.#places.delete(sequence);
    this.#places.set(sequence, place);
    const [oldest] = this.#places.keys();
    if (this.#places.size > places && oldest !== undefined) this.#places.delete(oldest);
  }
}

/** The blocks of a chunk that hold messages of the range, as long as they follow each other, and where what was looked at ends. */
function takeBlocks(chunk: Buffer, { from, to }: Range): { blocks: Block[]; end: number } {
  const blocks: Block[] = [];
  let end = 0;
  for (let block = decodeWhole(chunk, 0); block; block = decodeWhole(chunk, end)) {
    const last = blocks.at(-1);
    if (block.first > to || (last && endOf(last) !== block.first)) break;
    end += encodedBytes(block);
    if (endOf(block) > from) blocks.push(block);
  }
  return { blocks, end };
}

/** Up to so many bytes; more where a block that begins there is larger. */
async function readAt(file: FileHandle, offset: number, bytes: number, memory?: Buffer): Promise<Buffer> {
  const chunk = await readSome(file, offset, bytes, memory);
  const wanted = lengthAt(chunk);
  if (wanted <= chunk.length || chunk.length < bytes) return chunk;
  const { size } = await file.stat();
  return offset + wanted > size ? chunk : readSome(file, offset, wanted);
}

function lengthAt(chunk: Buffer): number {
  try {
    return blockLength(chunk) ?? blockHeaderBytes;
  } catch {
    return 0;
  }
}

async function readSome(file: FileHandle, offset: number, bytes: number, memory?: Buffer): Promise<Buffer> {
  const chunk = memory && memory.length >= bytes ? memory : Buffer.allocUnsafe(bytes);
  const { bytesRead } = await file.read(chunk, 0, bytes, offset);
  return chunk.subarray(0, bytesRead);
}
