import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toCodePointOffset, toUtf16Offset } from './cursor.ts';

describe('cursor offsets', () => {
  it('count code points on the wire', () => {
    assert.equal(toUtf16Offset('a😀b', 2), 3);
    assert.equal(toCodePointOffset('a😀b', 3), 2);
    assert.equal(toUtf16Offset('ab', 9), 2);
  });

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, some) => {
        const codePoints = some % ([...text].length + 1);
        const prefix = [...text].slice(0, codePoints).join('');
        assert.equal(toUtf16Offset(text, codePoints), prefix.length);
        assert.equal(toCodePointOffset(text, prefix.length), codePoints);
      }),
    );
  });
});
