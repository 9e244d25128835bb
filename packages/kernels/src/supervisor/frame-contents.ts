import { mostRequestParts, type RequestChannel } from '../feed/channel.ts';
import { type Block, decodeBlock, encodeBlock } from '../journal/block.ts';
import { FrameError } from './frame.ts';

const targets = ['shell', 'control', 'stdin', 'note'] as const;
/** A channel of the kernel, or the journal (the server's own notice). */
type MessageTarget = RequestChannel | 'note';
type FramedRequest = {
  readonly handle: number;
  readonly target: MessageTarget;
  readonly parts: readonly Buffer[];
};

const partCost = 64;

const word = 2 ** 32;

/** How far the journal goes: the kernel's handle 4, the sequence number of the last message 8. */
export function headFrame(handle: number, head: number): Buffer[] {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32LE(handle, 0);
  bytes.writeUInt32LE(head % word, 4);
  bytes.writeUInt32LE(Math.floor(head / word), 8);
  return [bytes];
}

export function readHeadFrame(payload: Buffer): { readonly handle: number; readonly head: number } {
  if (payload.length < 12) throw new FrameError('the head of a journal is not complete');
  return { handle: payload.readUInt32LE(0), head: payload.readUInt32LE(4) + payload.readUInt32LE(8) * word };
}

/** A block that is in no journal: the kernel's handle, then the block as it would lie there. */
export function blockFrame(handle: number, block: Block): Buffer[] {
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32LE(handle);
  return [head, ...encodeBlock(block)];
}

export function readBlockFrame(payload: Buffer): { readonly handle: number; readonly block: Block } {
  const block = payload.length < 4 ? undefined : decodeBlock(payload, 4);
  if (!block) throw new FrameError('a block is not complete');
  return { handle: payload.readUInt32LE(0), block };
}

/** What a request takes of what may be on its way: parts without bytes are bounded too. */
export function requestCost(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length + partCost, 0);
}

/** A message: handle 4, target 1, number of parts 4, length of each 4, the parts. */
export function messageFrame(handle: number, target: MessageTarget, parts: readonly Uint8Array[]): Uint8Array[] {
  const head = Buffer.allocUnsafe(9 + 4 * parts.length);
  head.writeUInt32LE(handle, 0);
  head.writeUInt8(targets.indexOf(target), 4);
  head.writeUInt32LE(parts.length, 5);
  for (const [index, { length }] of parts.entries()) head.writeUInt32LE(length, 9 + 4 * index);
  return [head, ...parts];
}

export function readMessageFrame(payload: Buffer): FramedRequest {
  const count = payload.length < 9 ? mostRequestParts + 1 : payload.readUInt32LE(5);
  const target = targets[payload[4] ?? targets.length];
  if (target === undefined || count > mostRequestParts || payload.length < 9 + 4 * count) {
    throw new FrameError('a message is not complete');
  }
  let at = 9 + 4 * count;
  const parts = Array.from({ length: count }, (_, index) => {
    const end = at + payload.readUInt32LE(9 + 4 * index);
    const part = payload.subarray(at, end);
    at = end;
    return part;
  });
  if (at !== payload.length) throw new FrameError('the parts of a message have other lengths');
  return { handle: payload.readUInt32LE(0), target, parts };
}
