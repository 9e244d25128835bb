import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyedHash } from './keyed-hash.ts';

test('is HMAC-SHA256, with keys and texts of any length', () => {
  const key = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(key, fc.string({ unit: 'grapheme', maxLength: 500 }), (bytes, text) => {
      const keyed = new KeyedHash(Buffer.from(bytes));
      const expected = createHmac('sha256', bytes).update(text).digest('base64url');
      assert.deepEqual([keyed.of(text), keyed.of(text)], [expected, expected]);
    }),
  );
});
