import { crc32 } from 'node:zlib';

/**
 * What a block holds: messages of the kernel by channel; `request`: an `execute_request` as a client sent it; `notice`:
 * messages of the server or supervisor itself to every client, on iopub.
 */
export type BlockKind = 'iopub' | 'shell' | 'control' | 'stdin' | 'request' | 'notice';

/** Messages that came together. The same bytes lie on disk and go over the supervisor's socket; the body goes to browsers. */
export type Block = {
  readonly kind: BlockKind;
  /** A `status` message may be among them; without it nobody needs to look inside. */
  readonly status: boolean;
  /** The sequence number of its first message; they count from 1, without gaps, as long as the kernel is held. */
  readonly first: number;
  readonly count: number;
  /** When it was made, in milliseconds since 1970. */
  readonly time: number;
  /**
   * The pieces of the body, one behind the other: for each message an unmasked binary WebSocket frame (RFC 6455) around its
   * v1 payload.
   */
  readonly body: readonly Buffer[];
};

export class BlockError extends Error {
  override readonly name = 'BlockError';
}

const kinds: readonly BlockKind[] = ['iopub', 'shell', 'control', 'stdin', 'request', 'notice'];
/** Little-endian: magic 0, kind 4, flags 5, zero 6, body's length 8, count 12, first 16 (64 bits), time 24 (64 bits), crc32 32. */
export const blockHeaderBytes = 36;
const crcAt = 32;
/** "HJB1" */
const magic = 0x31424a48;
const statusFlag = 1;
const word = 2 ** 32;

/** The sequence number behind its last message. */
export function endOf(block: Block): number {
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

/** A block is written to disk and sent to the server: its checksum is made once. */
const headers = new WeakMap<Block, Buffer>();

/** The header, then the body's pieces as they are. */
export function encodeBlock(block: Block): Buffer[] {
  let header = headers.get(block);
  if (header === undefined) {
    header = encodeHeader(block);
    headers.set(block, header);
  }
  return [header, ...block.body];
}

function encodeHeader(block: Block): Buffer {
  const length = bodyBytes(block);
  if (length >= word) throw new BlockError('A block of 4 GiB or more.');
  const header = Buffer.allocUnsafe(blockHeaderBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(kinds.indexOf(block.kind) | ((block.status ? statusFlag : 0) << 8), 4);
  header.writeUInt32LE(length, 8);
  header.writeUInt32LE(block.count, 12);
  writeLong(header, 16, block.first);
  writeLong(header, 24, block.time);
  let crc = crc32(header.subarray(0, crcAt));
  for (const piece of block.body) crc = crc32(piece, crc);
  header.writeUInt32LE(crc, crcAt);
  return header;
}

/** Bytes that the block at `at` has in all; undefined while its header is not complete. Throws where there is none. */
export function blockLength(bytes: Buffer, at = 0): number | undefined {
  if (bytes.length - at < blockHeaderBytes) return undefined;
  if (bytes.readUInt32LE(at) !== magic) throw new BlockError('Not a block.');
  return blockHeaderBytes + bytes.readUInt32LE(at + 8);
}

/** Reads the block at `at`, whose body is a view; undefined while it is not complete. Throws where it is damaged. */
export function decodeBlock(bytes: Buffer, at = 0): Block | undefined {
  const length = blockLength(bytes, at);
  if (length === undefined || bytes.length - at < length) return undefined;
  const body = bytes.subarray(at + blockHeaderBytes, at + length);
  const crc = crc32(body, crc32(bytes.subarray(at, at + crcAt)));
  const kind = kinds[bytes[at + 4] ?? 255];
  if (crc !== bytes.readUInt32LE(at + crcAt) || kind === undefined) throw new BlockError('A damaged block.');
  return {
    kind,
    status: ((bytes[at + 5] ?? 0) & statusFlag) !== 0,
    first: readLong(bytes, at + 16),
    count: bytes.readUInt32LE(at + 12),
    time: readLong(bytes, at + 24),
    body: [body],
  };
}

/** As `decodeBlock`, for files whose end may be torn or damaged: undefined there as well. */
export function decodeWhole(bytes: Buffer, at: number): Block | undefined {
  try {
    return decodeBlock(bytes, at);
  } catch (error) {
    if (error instanceof BlockError) return undefined;
    throw error;
  }
}

function writeLong(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value % word, at);
  bytes.writeUInt32LE(Math.floor(value / word), at + 4);
}

function readLong(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * word;
}
