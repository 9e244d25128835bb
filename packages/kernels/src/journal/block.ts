import { crc32 } from 'node:zlib';

/**
 * What a block holds: messages of the kernel by channel; `request`: an `execute_request` as a client sent it; `notice`:
 * messages of the server or supervisor itself to every client, on iopub.
 */
export type BlockKind = 'iopub' | 'shell' | 'control' | 'stdin' | 'request' | 'notice';

/** What is known of a block without its body. */
export type BlockHead = {
  readonly kind: BlockKind;
  /** A `status` message may be among them; without it nobody needs to look inside. */
  readonly status: boolean;
  /** A `stream` message may be among them: text that merges for who is behind. */
  readonly streams: boolean;
  /** The sequence number of its first message; they count from 1, without gaps, as long as the kernel is held. */
  readonly first: number;
  readonly count: number;
  /** When it was made, in milliseconds since 1970. */
  readonly time: number;
};

/** Messages that came together. The same bytes lie on disk and, of the body, go to browsers. */
export type Block = BlockHead & {
  /**
   * The pieces of the body, one behind the other: for each message an unmasked binary WebSocket frame (RFC 6455) around its
   * v1 payload.
   */
  readonly body: readonly Buffer[];
  /** It could not be written: it is in no journal. */
  readonly unwritten?: true;
};

class BlockError extends Error {
  override readonly name = 'BlockError';
}

const kinds: readonly BlockKind[] = ['iopub', 'shell', 'control', 'stdin', 'request', 'notice'];
/** Little-endian: magic 0, kind 4, flags 5, zero 6, body's length 8, count 12, first 16 (64 bits), time 24 (64 bits), crc32 32. */
export const blockHeaderBytes = 36;
const crcAt = 32;
/** "HJB2" */
const magic = 0x32424a48;
const statusFlag = 1;
const streamsFlag = 2;
const word = 2 ** 32;
/**
 * So many bytes of each end of a body are summed. Blocks are written front to back, so one that is not whole has no end; summing
 * all of a large one cost as much as a tenth of its way to a browser (measured).
 */
const summedBytes = 2048;

/** The sequence number behind its last message. */
export function endOf(block: BlockHead): number {
  return block.first + block.count;
}

export function bodyBytes(block: Block): number {
  let bytes = 0;
  for (const piece of block.body) bytes += piece.length;
  return bytes;
}

export function encodedBytes(block: Block): number {
  return blockHeaderBytes + bodyBytes(block);
}

/** The header, then the body's pieces as they are. */
export function encodeBlock(block: Block): Buffer[] {
  const length = bodyBytes(block);
  if (length >= word) throw new BlockError('A block of 4 GiB or more.');
  const header = Buffer.allocUnsafe(blockHeaderBytes);
  header.writeUInt32LE(magic, 0);
  const flags = (block.status ? statusFlag : 0) | (block.streams ? streamsFlag : 0);
  header.writeUInt32LE(kinds.indexOf(block.kind) | (flags << 8), 4);
  header.writeUInt32LE(length, 8);
  header.writeUInt32LE(block.count, 12);
  writeLong(header, 16, block.first);
  writeLong(header, 24, block.time);
  header.writeUInt32LE(sumOf(header, block.body, length), crcAt);
  return [header, ...block.body];
}

/** Of the header, and of the first and last bytes of the body. */
function sumOf(header: Buffer, body: readonly Buffer[], length: number): number {
  let sum = crc32(header.subarray(0, crcAt));
  let at = 0;
  for (const piece of body) {
    const end = at + piece.length;
    if (at < summedBytes) sum = crc32(piece.subarray(0, summedBytes - at), sum);
    const last = Math.max(at, summedBytes, length - summedBytes);
    if (last < end) sum = crc32(piece.subarray(last - at), sum);
    at = end;
  }
  return sum;
}

/** The head of the block at `at` and the length of its body; undefined while it is not complete. Throws where there is none. */
export function decodeHead(bytes: Buffer, at = 0): { readonly head: BlockHead; readonly length: number } | undefined {
  if (bytes.length - at < blockHeaderBytes) return undefined;
  const kind = kinds[bytes[at + 4] ?? 255];
  if (bytes.readUInt32LE(at) !== magic || kind === undefined) throw new BlockError('Not a block.');
  const flags = bytes[at + 5] ?? 0;
  const head = {
    kind,
    status: (flags & statusFlag) !== 0,
    streams: (flags & streamsFlag) !== 0,
    first: readLong(bytes, at + 16),
    count: bytes.readUInt32LE(at + 12),
    time: readLong(bytes, at + 24),
  };
  return { head, length: bytes.readUInt32LE(at + 8) };
}

/** Reads the block at `at`, whose body is a view; undefined while it is not complete. Throws where it is damaged. */
export function decodeBlock(bytes: Buffer, at = 0): Block | undefined {
  const decoded = decodeHead(bytes, at);
  if (decoded === undefined) return undefined;
  const { head, length } = decoded;
  const bodyAt = at + blockHeaderBytes;
  if (bytes.length - bodyAt < length) return undefined;
  const body = [bytes.subarray(bodyAt, bodyAt + length)];
  const sum = sumOf(bytes.subarray(at, bodyAt), body, length);
  if (sum !== bytes.readUInt32LE(at + crcAt)) throw new BlockError('A damaged block.');
  return { ...head, body };
}

/** What a function reads of a file whose end may be torn or damaged; undefined there as well. */
export function whole<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BlockError) return undefined;
    throw error;
  }
}

/** As `decodeBlock`, for files whose end may be torn or damaged: undefined there as well. */
export function decodeWhole(bytes: Buffer, at: number): Block | undefined {
  return whole(() => decodeBlock(bytes, at));
}

function writeLong(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value % word, at);
  bytes.writeUInt32LE(Math.floor(value / word), at + 4);
}

function readLong(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * word;
}
