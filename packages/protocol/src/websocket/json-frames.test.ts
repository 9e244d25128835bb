import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { jsonFrames } from './json-frames.ts';
import { decodeJson, encodeJson } from './json-framing.ts';
import { frameAt, opcode } from './server-frames.ts';
import { framedLength, writeFramed } from './write-framed.ts';

type Message = readonly Buffer[];
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const header = fc.oneof(
  fc.record({ msg_id: fc.string(), msg_type: fc.constantFrom('stream', 'status'), more: fc.string() }).map(json),
  fc.record({ nested: fc.object(), msg_id: fc.string() }).map(json),
  fc.constantFrom(
    Buffer.from('{ "msg_id" : "ä", "msg_type":"x" }'),
    Buffer.from('{"msg_id":1}'),
    Buffer.from('{"msg_id":"a","msg_id":"b","msg_type":"c"}'),
    Buffer.alloc(0),
  ),
);
const object = fc.oneof(fc.object().map(json), fc.constant(Buffer.alloc(0)));
const buffers = fc.array(
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 2 },
);
const message: fc.Arbitrary<Message> = fc
  .tuple(header, object, object, object, buffers)
  .map(([first, parent, metadata, content, more]) => [first, parent, metadata, content, ...more]);

function framed(channel: string, messages: readonly Message[]): Buffer {
  const bytes = Buffer.alloc(messages.reduce((sum, parts) => sum + framedLength(channel, parts), 0));
  messages.reduce((at, parts) => writeFramed(bytes, at, channel, parts), 0);
  return bytes;
}

/** The payloads as a browser gets them. */
function payloads(pieces: readonly Buffer[]): (string | Buffer)[] {
  const bytes = Buffer.concat(pieces);
  const found: (string | Buffer)[] = [];
  let at = 0;
  for (let frame = frameAt(bytes, 0); frame; frame = frameAt(bytes, at)) {
    const payload = bytes.subarray(frame.start, frame.end);
    found.push(((bytes[at] ?? 0) & 15) === opcode.text ? payload.toString() : payload);
    at = frame.end;
  }
  return found;
}

describe('jsonFrames', () => {
  it('makes what encodeJson makes of each message', () => {
    fc.assert(
      fc.property(fc.constantFrom('iopub', 'shell'), fc.array(message, { maxLength: 8 }), (channel, messages) => {
        assert.deepEqual(
          payloads(jsonFrames(framed(channel, messages))),
          messages.map((parts) => encodeJson(channel, parts)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('goes beyond the short lengths of frames', () => {
    for (const length of [100, 60_000, 70_000]) {
      const parts = [json({ msg_id: 'a', msg_type: 'b' }), json({}), json({}), json({ text: 'x'.repeat(length) })];
      const [text] = payloads(jsonFrames(framed('iopub', [parts])));
      assert.deepEqual(decodeJson(text ?? '').parts, parts);
    }
  });

  it('sends no text that is not UTF-8', () => {
    const parts = [json({ msg_id: 'a', msg_type: 'b' }), json({}), json({}), Buffer.from('{"text":"\xff"}', 'latin1')];
    const [frame = Buffer.alloc(0)] = jsonFrames(framed('iopub', [parts])).slice(1);
    assert.deepEqual(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame)).content, { text: '\ufffd' });
  });
});
