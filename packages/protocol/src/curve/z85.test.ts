import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeZ85, encodeZ85 } from './z85.ts';

describe('Z85', () => {
  it('is that of RFC 32', () => {
    assert.equal(encodeZ85(Buffer.from('864fd26fb559f75b', 'hex')), 'HelloWorld');
    assert.deepEqual(decodeZ85('HelloWorld'), Buffer.from('864fd26fb559f75b', 'hex'));
  });

  it('comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const whole = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 4)));
        assert.deepEqual(decodeZ85(encodeZ85(whole)), whole);
      }),
    );
  });

  it('refuses what is none', () => {
    for (const text of ['abcd', 'ab"cd', '%nSc1', '#####']) assert.equal(decodeZ85(text), undefined, text);
    assert.throws(() => encodeZ85(Buffer.alloc(3)), RangeError);
  });
});
