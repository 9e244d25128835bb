import { ProtocolError } from '../protocol-error.ts';
import { type FramedMessage, mostParts } from './framed-message.ts';

/** The subprotocol of JupyterLab 4 and Notebook 7 (jupyter_server, "WebSocket kernel wire protocols"). */
export const v1Protocol = 'v1.kernel.websocket.jupyter.org';

const word = 8;

/** One binary frame around the kernel's own bytes: the number of offsets, the offsets, the channel, the parts. */
export function encodeV1(channel: string, parts: readonly Uint8Array[]): Buffer {
  const count = parts.length + 2;
  const start = word * (count + 1);
  let length = start + channel.length;
  for (const part of parts) length += part.length;
  const frame = Buffer.allocUnsafe(length);
  writeWord(frame, 0, count);
  writeWord(frame, word, start);
  let at = start + frame.write(channel, start, 'latin1');
  let entry = 2 * word;
  for (const part of parts) {
    writeWord(frame, entry, at);
    frame.set(part, at);
    at += part.length;
    entry += word;
  }
  writeWord(frame, entry, at);
  return frame;
}

/** The parts are views of the frame. Throws a `ProtocolError` where offsets or their number do not fit the frame. */
export function decodeV1(frame: Buffer): FramedMessage {
  if (frame.length < word) throw malformed('it has no number of offsets');
  const count = readWord(frame, 0);
  if (count < 6) throw malformed('it has fewer than four parts');
  if (count > mostParts + 2) throw new ProtocolError('too_large', `A frame with more than ${mostParts} parts.`);
  const start = word * (count + 1);
  if (start > frame.length) throw malformed('its offsets go beyond it');
  const pieces: Buffer[] = [];
  let from = readWord(frame, word);
  if (from < start) throw malformed('its first part overlaps the offsets');
  for (let index = 1; index < count; index++) {
    const to = readWord(frame, word * (index + 1));
    if (to < from || to > frame.length) throw malformed('its offsets are not in order');
    pieces.push(frame.subarray(from, to));
    from = to;
  }
  const [channel, ...parts] = pieces;
  return { channel: channel?.toString() ?? '', parts };
}

function writeWord(frame: Buffer, at: number, value: number): void {
  frame.writeUInt32LE(value >>> 0, at);
  frame.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}

/** Not exact above 2^53, which no check lets pass. */
function readWord(frame: Buffer, at: number): number {
  return frame.readUInt32LE(at) + frame.readUInt32LE(at + 4) * 2 ** 32;
}

function malformed(why: string): ProtocolError {
  return new ProtocolError('bad_frame', `A malformed frame of ${v1Protocol}: ${why}.`);
}
