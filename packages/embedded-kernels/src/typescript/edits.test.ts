import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Edits } from './edits.ts';

describe('edits', () => {
  it('nest: what is opened first is outside', () => {
    const edits = new Edits('x');
    edits.open(0, '(');
    edits.close(1, ')');
    edits.open(0, '[');
    edits.close(1, ']');
    assert.equal(edits.apply(), '([x])');
  });

  it('keep the line ends of what they replace', () => {
    const edits = new Edits('a {\n b\n} c');
    edits.replace(2, 8, 'z');
    assert.equal(edits.apply(), 'a z\n\n c');
  });

  it('tell the column of every character that stayed', () => {
    // A text of distinct characters and insertions of others: each must be found again where it was.
    const text = fc.array(fc.constantFrom('\n', ...'abcdefghij'), { minLength: 1, maxLength: 30 });
    const inserted = fc.array(fc.tuple(fc.nat(30), fc.constantFrom('(', '__', '')), { maxLength: 8 });
    fc.assert(
      fc.property(text, inserted, (characters, insertions) => {
        const source = characters.join('');
        const edits = new Edits(source);
        for (const [at, what] of insertions) edits.open(Math.min(at, source.length), what);
        const result = edits.apply().split('\n');
        for (const [index, line] of source.split('\n').entries()) {
          const kept = [...(result[index] ?? '')].flatMap((character, column) =>
            /[(_]/.test(character) ? [] : [edits.originalColumn(index + 1, column)],
          );
          assert.deepEqual(kept, [...Array(line.length).keys()]);
        }
      }),
    );
  });
});
