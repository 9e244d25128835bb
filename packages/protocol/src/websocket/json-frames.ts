import { isUtf8 } from 'node:buffer';
import { flatMember, isFlat } from '../message/header-member.ts';
import { encodeJson } from './json-framing.ts';
import { frameAt, frameHeaderLength, opcode, writeFrameHeader } from './server-frames.ts';
import { decodeV1, readWord } from './v1-framing.ts';

const word = 8;
const jsonWord = 4;
const opening = Buffer.from('{"header":');
const metadata = Buffer.from(',"metadata":');
const content = Buffer.from(',"content":');
const closing = Buffer.from(',"buffers":[]}');
const closingBrace = Buffer.from('}');
const emptyObject = Buffer.from('{}');
/** Below this a loop is faster than the call that copies. */
const shortPart = 24;

/** Where the JSON of one message lies, and the text between. */
type Text = {
  readonly bounds: readonly number[];
  readonly names: string;
  readonly length: number;
  readonly end: Buffer;
};

/**
 * Turns WebSocket frames of v1 messages that lie in a row (`writeFramed`) into those of the JSON framing, for clients
 * without subprotocol. Messages are put together from the kernel's bytes as they are, buffers are not copied; what is
 * unusual goes through `encodeJson`. `room` gives memory for what is put together.
 */
export function jsonFrames(frames: Buffer, room: (bytes: number) => Buffer = Buffer.allocUnsafe): Buffer[] {
  const pieces: Buffer[] = [];
  let run: Text[] = [];
  const flush = (): void => {
    if (run.length > 0) pieces.push(writeRun(frames, run, room));
    run = [];
  };
  for (let frame = frameAt(frames, 0); frame; frame = frameAt(frames, frame.end)) {
    const { start, end } = frame;
    const count = readWord(frames, start);
    const text = textOf(frames, start, count === 6 ? closing : closingBrace);
    if (text !== undefined && count === 6) run.push(text);
    else {
      flush();
      pieces.push(...(text ? withBuffers(frames, text, start, end, count) : encoded(frames.subarray(start, end))));
    }
  }
  flush();
  return pieces;
}

/** Undefined: an unusual header, or bytes that are no UTF-8, which a browser would not take. */
function textOf(frames: Buffer, start: number, end: Buffer): Text | undefined {
  const bounds: number[] = [];
  for (let index = 1; index <= 6; index++) bounds.push(start + readWord(frames, start + word * index));
  const [channelAt = 0, headerAt = 0, parentAt = 0] = bounds;
  const header = frames.toString('latin1', headerAt, parentAt);
  if (!isFlat(header) || !isUtf8(frames.subarray(headerAt, bounds[5]))) return undefined;
  const id = flatMember(header, 'msg_id');
  const type = flatMember(header, 'msg_type');
  if (id === undefined || type === undefined) return undefined;
  const channel = frames.toString('latin1', channelAt, headerAt);
  const names = `,"msg_id":"${id}","msg_type":"${type}","channel":"${channel}","parent_header":`;
  let length = opening.length + names.length + metadata.length + content.length + end.length;
  for (let part = 1; part < 5; part++) length += partLength(bounds, part) || emptyObject.length;
  return { bounds, names, length, end };
}

function partLength(bounds: readonly number[], part: number): number {
  return (bounds[part + 1] ?? 0) - (bounds[part] ?? 0);
}

function writeRun(frames: Buffer, run: readonly Text[], room: (bytes: number) => Buffer): Buffer {
  let total = 0;
  for (const { length } of run) total += frameHeaderLength(length) + length;
  const bytes = room(total);
  let at = 0;
  for (const text of run) {
    at += writeFrameHeader(bytes, at, opcode.text, text.length);
    at = writeText(frames, text, bytes, at);
  }
  return bytes;
}

function writeText(frames: Buffer, { bounds, names, end }: Text, bytes: Buffer, from: number): number {
  let at = write(opening, bytes, from);
  at = copyPart(frames, bounds, 1, bytes, at);
  at += bytes.write(names, at, 'latin1');
  at = copyPart(frames, bounds, 2, bytes, at);
  at = write(metadata, bytes, at);
  at = copyPart(frames, bounds, 3, bytes, at);
  at = write(content, bytes, at);
  at = copyPart(frames, bounds, 4, bytes, at);
  return write(end, bytes, at);
}

/** The text and its offsets, then the buffers where they lie: in both framings they are the end of the frame. */
function withBuffers(frames: Buffer, text: Text, start: number, end: number, count: number): Buffer[] {
  const buffersAt = text.bounds[5] ?? end;
  const pieces = count - 5;
  const table = jsonWord * (pieces + 1);
  const length = table + text.length + end - buffersAt;
  if (length > 0xffffffff) return encoded(frames.subarray(start, end));
  const headerLength = frameHeaderLength(length);
  const bytes = Buffer.allocUnsafe(headerLength + table + text.length);
  writeFrameHeader(bytes, 0, opcode.binary, length);
  bytes.writeUInt32BE(pieces, headerLength);
  bytes.writeUInt32BE(table, headerLength + jsonWord);
  const shift = table + text.length - (buffersAt - start);
  for (let index = 2; index <= pieces; index++) {
    bytes.writeUInt32BE(readWord(frames, start + word * (index + 4)) + shift, headerLength + jsonWord * index);
  }
  writeText(frames, text, bytes, headerLength + table);
  return [bytes, frames.subarray(buffersAt, end)];
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
