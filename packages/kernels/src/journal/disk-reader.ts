import { closeSync, fstatSync, read } from 'node:fs';
import { dropOldest } from '../drop-oldest.ts';
import { type Block, blockHeaderBytes, decodeHead, decodeWhole, encodedBytes, endOf, whole } from './block.ts';
import type { JournalReader, Portion } from './journal.ts';
import { openSegment, segmentsIn } from './segments.ts';

/** Places in segments that are remembered, so that a reader who goes on need not search. */
const places = 64;
const leastBytes = 65_536;

type Range = {
  readonly from: number;
  readonly to: number;
  readonly maxBytes: number;
  readonly memory: Buffer | undefined;
};
/** Where a block begins, and its bytes as far as they are known. */
type Place = { readonly segment: number; readonly offset: number; readonly bytes: number };

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
    const range = { from, to: head, maxBytes, memory };
    const known = this.#places.get(from);
    const followed = known ? await this.#readSegment(known, range) : [];
    if (followed.length > 0) return portionOf(followed, from);
    const segments = await segmentsIn(this.#folder);
    let segment = segments.findLast((first) => first <= from) ?? segments[0];
    while (segment !== undefined) {
      const blocks = await this.#readSegment({ segment, offset: 0, bytes: 0 }, range);
      if (blocks.length > 0) return portionOf(blocks, from);
      const after: number = segment;
      segment = segments.find((number) => number > after);
    }
    return { blocks: [], missing: head + 1 - from, next: head + 1 };
  }

  /** Blocks of one segment that hold messages of the range and follow each other; none where it is gone or damaged. */
  async #readSegment({ segment, offset, bytes }: Place, range: Range): Promise<Block[]> {
    const file = openSegment(this.#folder, segment);
    if (file === undefined) return [];
    try {
      for (let at = offset, wanted = bytes; ; ) {
        const chunk = await readAt(file, { at, wanted, least: Math.max(leastBytes, range.maxBytes) }, range.memory);
        const { blocks, end } = takeBlocks(chunk, range);
        const last = blocks.at(-1);
        if (last) this.#remember(endOf(last), { segment, offset: at + end, bytes: lengthAt(chunk, end) });
        if (last || end === 0) return blocks;
        at += end;
        wanted = 0;
      }
    } finally {
      closeSync(file);
    }
  }

  #remember(sequence: number, place: Place): void {
    this.#places.delete(sequence);
    this.#places.set(sequence, place);
    dropOldest(this.#places, places);
  }
}

function portionOf(blocks: readonly Block[], from: number): Portion {
  const [first, last] = [blocks[0], blocks.at(-1)];
  return { blocks, missing: Math.max(0, (first?.first ?? from) - from), next: last ? endOf(last) : from };
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

type Wanted = { readonly at: number; readonly least: number; readonly wanted: number };

/** At least so many bytes, where there are as many; more where the block that begins there is larger. */
async function readAt(file: number, { at, least, wanted }: Wanted, memory?: Buffer): Promise<Buffer> {
  const there = wanted > least ? fstatSync(file).size - at : least;
  const chunk = await readSome(file, at, Math.max(least, Math.min(wanted, there)), memory);
  const length = lengthAt(chunk, 0);
  return length <= chunk.length || chunk.length < least || wanted >= length
    ? chunk
    : readAt(file, { at, least, wanted: length }, memory);
}

/** Bytes of the block at `at`, as far as it can be told. */
function lengthAt(chunk: Buffer, at: number): number {
  const found = whole(() => decodeHead(chunk, at));
  return found ? blockHeaderBytes + found.length : 0;
}

function readSome(file: number, offset: number, bytes: number, memory?: Buffer): Promise<Buffer> {
  const chunk = memory && memory.length >= bytes ? memory : Buffer.allocUnsafe(bytes);
  return new Promise((resolve, reject) => {
    read(file, chunk, 0, bytes, offset, (error, count) => (error ? reject(error) : resolve(chunk.subarray(0, count))));
  });
}
