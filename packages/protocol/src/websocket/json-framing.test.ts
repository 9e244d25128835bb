import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol-error.ts';
import { decodeJson, encodeJson } from './json-framing.ts';
import { jsonMembers } from './json-members.ts';

const object = fc.dictionary(fc.string(), fc.jsonValue());
const parts = fc
  .tuple(object, object, object, object)
  .map((all) => all.map((part) => Buffer.from(JSON.stringify(part))));
const buffers = fc.array(fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)));

describe('the JSON framing', () => {
  it('is what clients without a subprotocol read', () => {
    const header = { msg_id: 'i', msg_type: 'stream', session: 's' };
    const message = [header, { msg_id: 'p' }, {}, { name: 'stdout', text: 'é"\\' }];
    const encoded = encodeJson(
      'iopub',
      message.map((part) => Buffer.from(JSON.stringify(part))),
    );
    assert.ok(typeof encoded === 'string');
    assert.deepEqual(JSON.parse(encoded), {
      header,
      msg_id: 'i',
      msg_type: 'stream',
      channel: 'iopub',
      parent_header: { msg_id: 'p' },
      metadata: {},
      content: { name: 'stdout', text: 'é"\\' },
      buffers: [],
    });
  });

  it('puts buffers behind big-endian offsets', () => {
    const four = Array.from({ length: 4 }, () => Buffer.from('{}'));
    const encoded = encodeJson('iopub', [...four, Buffer.from('ab'), Buffer.from('cde')]);
    assert.ok(Buffer.isBuffer(encoded));
    assert.deepEqual([encoded.readUInt32BE(0), encoded.readUInt32BE(4)], [3, 16]);
    assert.equal(encoded.subarray(encoded.readUInt32BE(12)).toString(), 'cde');
    const text = encoded.subarray(16, encoded.readUInt32BE(8)).toString();
    assert.equal(JSON.parse(text).channel, 'iopub');
    assert.equal(JSON.parse(text).buffers, undefined);
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom('shell', 'stdin'), parts, buffers, (channel, four, extra) => {
        const all = [...four, ...extra];
        assert.deepEqual(decodeJson(encodeJson(channel, all)), { channel, parts: all });
      }),
    );
  });

  it('keeps the digits of numbers', () => {
    const text = '{"header":{"msg_id":"a"},"content":{"n":12345678901234567890, "f":1.0},"channel":"shell"}';
    assert.equal(decodeJson(text).parts[3]?.toString(), '{"n":12345678901234567890, "f":1.0}');
  });

  it('fills in what a client may leave out', () => {
    const { channel, parts: found } = decodeJson('{"header":{"msg_id":"a"},"metadata":null}');
    assert.equal(channel, 'shell');
    assert.deepEqual(found.map(String), ['{"msg_id":"a"}', '{}', '{}', '{}']);
  });

  it('refuses what is no message', () => {
    const hostile = ['', 'x', 'null', '[]', '1', '{}', '{"header":1}', '{"header":{},"channel":1}'];
    for (const text of [...hostile, '{"header":{},"content":[]}', '{"header":{},"content":"{}"}']) {
      assert.throws(() => decodeJson(text), ProtocolError, text);
    }
    const frames = [[], [0], [0, 0, 0, 0], [255, 255, 255, 255], [0, 0, 0, 1, 0, 0, 0, 9], [0, 0, 0, 1, 0, 0, 0, 0]];
    for (const bytes of frames) assert.throws(() => decodeJson(Buffer.from(bytes)), ProtocolError, String(bytes));
  });

  it('survives any bytes and any text', () => {
    const noise = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.nat(4), fc.array(fc.nat(60), { maxLength: 5 })).map(([count, offsets]) => {
        const bytes = Buffer.alloc(60, '{');
        for (const [index, value] of [count, ...offsets].entries()) bytes.writeUInt32BE(value, 4 * index);
        return bytes;
      }),
    );
    fc.assert(
      fc.property(noise, (data) => {
        try {
          decodeJson(data);
        } catch (error) {
          assert.ok(error instanceof ProtocolError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('jsonMembers', () => {
  it('cuts any object into members that JSON.parse agrees with', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const members = [...jsonMembers(text)].map(([name, source]) => [name, JSON.parse(source)]);
        assert.deepEqual(members, Object.entries(JSON.parse(text) as object));
      }),
      { numRuns: 1000 },
    );
  });
});
