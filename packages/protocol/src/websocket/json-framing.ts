import { headerMember } from '../message/index.ts';
import { ProtocolError } from '../protocol-error.ts';
import { type FramedMessage, mostParts } from './framed-message.ts';
import { jsonMembers } from './json-members.ts';

const word = 4;
const emptyObject = '{}';

/**
 * The framing of clients that offer no subprotocol: a JSON text, or a binary frame when there are buffers. The kernel's
 * JSON goes into the text as it is.
 */
export function encodeJson(channel: string, parts: readonly Buffer[]): string | Buffer {
  const buffers = parts.slice(4);
  if (buffers.length === 0) return jsonText(channel, parts, ',"buffers":[]');
  const pieces = [Buffer.from(jsonText(channel, parts, '')), ...buffers];
  const offsets = Buffer.allocUnsafe(word * (pieces.length + 1));
  offsets.writeUInt32BE(pieces.length, 0);
  let at = offsets.length;
  for (const [index, piece] of pieces.entries()) {
    if (at > 0xffffffff) throw new ProtocolError('too_large', 'A message of more than 4 GiB has no JSON framing.');
    offsets.writeUInt32BE(at, word * (index + 1));
    at += piece.length;
  }
  return Buffer.concat([offsets, ...pieces], at);
}

/** Throws a `ProtocolError` on what is no JSON object with a header, or on offsets that do not fit the frame. */
export function decodeJson(data: string | Buffer): FramedMessage {
  if (typeof data === 'string') return readText(data, []);
  const [text, ...buffers] = split(data);
  return readText(text?.toString() ?? '', buffers);
}

function jsonText(channel: string, parts: readonly Buffer[], buffers: string): string {
  const [header = emptyObject, parent = emptyObject, metadata = emptyObject, content = emptyObject] = parts
    .slice(0, 4)
    .map((part) => (part.length === 0 ? emptyObject : part.toString()));
  const bytes = parts[0]?.toString('latin1') ?? emptyObject;
  const id = JSON.stringify(headerMember(bytes, 'msg_id'));
  const type = JSON.stringify(headerMember(bytes, 'msg_type'));
  const names = `"msg_id":${id},"msg_type":${type},"channel":${JSON.stringify(channel)}`;
  return `{"header":${header},${names},"parent_header":${parent},"metadata":${metadata},"content":${content}${buffers}}`;
}

function readText(text: string, buffers: readonly Buffer[]): FramedMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolError('bad_frame', 'A message that is not JSON.');
  }
  if (!isObject(value)) throw new ProtocolError('bad_frame', 'A message that is not a JSON object.');
  const { channel = 'shell', header } = value;
  if (typeof channel !== 'string') throw new ProtocolError('bad_frame', "A message's channel is not a string.");
  if (!isObject(header)) throw new ProtocolError('bad_frame', 'A message without a header.');
  const members = jsonMembers(text);
  const parts = ['header', 'parent_header', 'metadata', 'content'].map((name) => {
    if (value[name] !== undefined && value[name] !== null && !isObject(value[name])) {
      throw new ProtocolError('bad_frame', `A message's ${name} is not a JSON object.`);
    }
    return Buffer.from(isObject(value[name]) ? (members.get(name) ?? emptyObject) : emptyObject);
  });
  return { channel, parts: [...parts, ...buffers] };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function split(frame: Buffer): Buffer[] {
  const count = frame.length < word ? 0 : frame.readUInt32BE(0);
  if (count === 0) throw malformed('it has no parts');
  if (count > mostParts) throw new ProtocolError('too_large', `A frame with more than ${mostParts} parts.`);
  const start = word * (count + 1);
  if (start > frame.length) throw malformed('its offsets go beyond it');
  const pieces: Buffer[] = [];
  for (let index = 1; index <= count; index++) {
    const from = frame.readUInt32BE(word * index);
    const to = index === count ? frame.length : frame.readUInt32BE(word * (index + 1));
    if (from < start || to < from || to > frame.length) throw malformed('its offsets are not in order');
    pieces.push(frame.subarray(from, to));
  }
  return pieces;
}

function malformed(why: string): ProtocolError {
  return new ProtocolError('bad_frame', `A malformed binary frame: ${why}.`);
}
