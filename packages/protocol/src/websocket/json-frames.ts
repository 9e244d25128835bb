import { isUtf8 } from 'node:buffer';
import { flatMember, isFlat } from '../message/header-member.ts';
import { encodeJson } from './json-framing.ts';
import { frameHeaderLength, opcode, readFrame, writeFrameHeader } from './server-frames.ts';
import { decodeV1, readWord } from './v1-framing.ts';

const word = 8;
const opening = Buffer.from('{"header":');
const metadata = Buffer.from(',"metadata":');
const content = Buffer.from(',"content":');
const closing = Buffer.from(',"buffers":[]}');
const emptyObject = Buffer.from('{}');
/** Below this a loop is faster than the call that copies. */
const shortPart = 24;

/** Where the JSON of one message lies, and the text between. */
type Text = { readonly bounds: readonly number[]; readonly names: string; readonly length: number };

/**
 * Turns WebSocket frames of v1 messages that lie in a row (`writeFramed`) into those of the JSON framing, for clients
 * without subprotocol. A message without buffers is put together from the kernel's bytes as they are; what is unusual goes
 * through `encodeJson`.
 */
export function jsonFrames(frames: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let run: Text[] = [];
  const flush = (): void => {
    if (run.length > 0) pieces.push(writeRun(frames, run));
    run = [];
  };
  for (let at = 0; at < frames.length; ) {
    const { from, to } = readFrame(frames, at);
    const text = plainText(frames, from, to);
    if (text !== undefined) run.push(text);
    else {
      flush();
      pieces.push(...encoded(frames.subarray(from, to)));
    }
    at = to;
  }
  flush();
  return pieces;
}

/** Undefined: it has buffers, an unusual header, or bytes that are no UTF-8, which a browser would not take. */
function plainText(frames: Buffer, from: number, to: number): Text | undefined {
  const count = readWord(frames, from);
  if (count !== 6) return undefined;
  const bounds: number[] = [];
  for (let index = 1; index <= count; index++) bounds.push(from + readWord(frames, from + word * index));
  const [channelAt = 0, headerAt = 0, parentAt = 0] = bounds;
  const header = frames.toString('latin1', headerAt, parentAt);
  if (!isFlat(header) || !isUtf8(frames.subarray(headerAt, to))) return undefined;
  const id = flatMember(header, 'msg_id');
  const type = flatMember(header, 'msg_type');
  if (id === undefined || type === undefined) return undefined;
  const channel = frames.toString('latin1', channelAt, headerAt);
  const names = `,"msg_id":"${id}","msg_type":"${type}","channel":"${channel}","parent_header":`;
  let length = opening.length + names.length + metadata.length + content.length + closing.length;
  for (let part = 1; part < 5; part++) length += partLength(bounds, part) || emptyObject.length;
  return { bounds, names, length };
}

function partLength(bounds: readonly number[], part: number): number {
  return (bounds[part + 1] ?? 0) - (bounds[part] ?? 0);
}

function writeRun(frames: Buffer, run: readonly Text[]): Buffer {
  let total = 0;
  for (const { length } of run) total += frameHeaderLength(length) + length;
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  for (const { bounds, names, length } of run) {
    at += writeFrameHeader(bytes, at, opcode.text, length);
    at = write(opening, bytes, at);
    at = copyPart(frames, bounds, 1, bytes, at);
    at += bytes.write(names, at, 'latin1');
    at = copyPart(frames, bounds, 2, bytes, at);
    at = write(metadata, bytes, at);
    at = copyPart(frames, bounds, 3, bytes, at);
    at = write(content, bytes, at);
    at = copyPart(frames, bounds, 4, bytes, at);
    at = write(closing, bytes, at);
  }
  return bytes;
}

function write(source: Buffer, target: Buffer, at: number): number {
  target.set(source, at);
  return at + source.length;
}

/** Answers where it ends. */
function copyPart(frames: Buffer, bounds: readonly number[], part: number, target: Buffer, at: number): number {
  const start = bounds[part] ?? 0;
  const length = (bounds[part + 1] ?? 0) - start;
  if (length === 0) return write(emptyObject, target, at);
  if (length >= shortPart) frames.copy(target, at, start, start + length);
  else for (let index = 0; index < length; index++) target[at + index] = frames[start + index] ?? 0;
  return at + length;
}

function encoded(payload: Buffer): Buffer[] {
  const { channel, parts } = decodeV1(payload);
  const message = encodeJson(channel, parts);
  const isText = typeof message === 'string';
  const bytes = isText ? Buffer.from(message) : message;
  const header = Buffer.allocUnsafe(frameHeaderLength(bytes.length));
  writeFrameHeader(header, 0, isText ? opcode.text : opcode.binary, bytes.length);
  return [header, bytes];
}
