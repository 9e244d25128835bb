/** Messages of a kernel, signed and framed for its iopub socket. */
import { randomBytes } from 'node:crypto';
import { buildMessage, createHeader, type JsonObject, type Signer } from '@himalia/protocol';
import { encodeMessage } from '../packages/protocol/src/frames/frame.ts';

export const session = 'flood';
const perBlock = 1000;

/** The bytes of one message, in as few chunks as its size allows. */
export function framed(
  signer: Signer,
  type: string,
  content: JsonObject,
  parent?: Uint8Array,
  buffer?: Buffer,
): Buffer[] {
  const message = { header: createHeader(type, session), parent, content, buffers: buffer ? [buffer] : [] };
  return encodeMessage(buildMessage(signer, message, [Buffer.from(type)]));
}

/**
 * `count` outputs in blocks to be written one after the other: with `size` bytes of text, or with a binary buffer of that
 * size, which all of them share. `display_data`, which no server merges.
 */
export function prepareOutputs(signer: Signer, count: number, size: number, binary: boolean): Buffer[][] {
  const buffer = binary ? randomBytes(size) : undefined;
  const content = { data: { 'text/plain': binary ? '' : 'x'.repeat(size) }, metadata: {} };
  const blocks: Buffer[][] = [];
  const inBlock = binary ? 1 : perBlock;
  for (let from = 0; from < count; from += inBlock) {
    const chunks: Buffer[] = [];
    for (let index = from; index < Math.min(count, from + inBlock); index++) {
      chunks.push(...framed(signer, 'display_data', content, undefined, buffer));
    }
    blocks.push(binary ? chunks : [Buffer.concat(chunks)]);
  }
  return blocks;
}
