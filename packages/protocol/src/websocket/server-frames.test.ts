import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { frameBinary, payloadsIn } from './server-frames.ts';

/** RFC 6455, section 5.2: a final, unmasked binary frame. */
function read(bytes: Buffer): { readonly payload: Buffer; readonly rest: Buffer } {
  assert.equal(bytes[0], 0x82);
  const short = bytes[1] ?? 0;
  const [length, at] =
    short < 126 ? [short, 2] : short === 126 ? [bytes.readUInt16BE(2), 4] : [Number(bytes.readBigUInt64BE(2)), 10];
  return { payload: bytes.subarray(at, at + length), rest: bytes.subarray(at + length) };
}

describe('frameBinary', () => {
  it('frames payloads of every kind of length, in order', () => {
    const payloads = [0, 1, 125, 126, 65_535, 65_536, 300_000, 5].map((length) => Buffer.alloc(length, length));
    let bytes = Buffer.concat(frameBinary(payloads));
    for (const expected of payloads) {
      const { payload, rest } = read(bytes);
      assert.ok(payload.equals(expected), `${payload.length} for ${expected.length}`);
      bytes = Buffer.from(rest);
    }
    assert.equal(bytes.length, 0);
    assert.deepEqual(payloadsIn(Buffer.concat(frameBinary(payloads))), payloads);
  });
});
