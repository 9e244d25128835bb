import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ByteNeedle } from './byte-needle.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '"'), maxLength: 30 });

describe('ByteNeedle', () => {
  it('finds what includes finds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '"'), minLength: 1, maxLength: 4 }),
        text,
        (needle, bytes) => {
          assert.equal(new ByteNeedle(needle).isIn(Buffer.from(bytes)), bytes.includes(needle));
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(new ByteNeedle('"status"').isIn(Buffer.from('{"msg_type":"status"}')));
    assert.ok(!new ByteNeedle('"status"').isIn(Buffer.from('{"msg_type":"stream"}')));
  });
});
