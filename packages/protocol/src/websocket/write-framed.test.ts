import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { frameBinary } from './server-frames.ts';
import { encodeV1 } from './v1-framing.ts';
import { framedLength, framedPrefix, writeFramed } from './write-framed.ts';

const part = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.integer({ min: 65_000, max: 66_000 }).map((length) => new Uint8Array(length).fill(length)),
);
const parts = fc.array(part, { minLength: 4, maxLength: 7 });
const channel = fc.constantFrom('shell', 'control', 'stdin', 'iopub');

describe('writeFramed', () => {
  it('writes what encodeV1 and frameBinary make, behind what is there, and as much as it says', () => {
    fc.assert(
      fc.property(channel, fc.nat(50), parts, (name, at, all) => {
        const length = framedLength(name, all);
        const target = Buffer.alloc(at + length + 3, 0xee);
        assert.equal(writeFramed(target, at, name, all), at + length);
        const expected = Buffer.concat(frameBinary([encodeV1(name, all)]));
        assert.deepEqual(Buffer.concat([framedPrefix(name, all), ...all]), expected);
        assert.deepEqual(target, Buffer.concat([Buffer.alloc(at, 0xee), expected, Buffer.alloc(3, 0xee)]));
      }),
    );
  });
});
