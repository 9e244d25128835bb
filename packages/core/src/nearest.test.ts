import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearest } from './nearest.ts';

test('finds the word that was meant', () => {
  const cases: readonly [word: string, candidates: readonly string[], meant: string | undefined][] = [
    ['prot', ['port', 'ip', 'root-dir'], 'port'],
    ['PORT', ['port', 'ip'], 'port'],
    ['rootdir', ['root-dir', 'notebook-dir'], 'root-dir'],
    ['base-ulr', ['base-url', 'browser'], 'base-url'],
    ['tokne', ['token', 'take'], 'token'],
    ['contnets', ['contents', 'kernels'], 'contents'],
    ['x', ['ip', 'port'], undefined],
    ['quux', ['port', 'root-dir'], undefined],
    ['anything', [], undefined],
  ];
  for (const [word, candidates, meant] of cases) assert.equal(nearest(word, candidates), meant, word);
});

test('one slip of the finger in a word of four letters or more is always forgiven', () => {
  const slip = fc.record({ word: fc.stringMatching(/^[a-z]{4,20}$/), at: fc.nat(), kind: fc.nat(3) });
  fc.assert(
    fc.property(slip, ({ word, at, kind }) => {
      const index = at % (word.length - 1);
      const [start, one, two, end] = [word.slice(0, index), word[index], word[index + 1], word.slice(index + 2)];
      const slipped = [
        `${start}${two}${one}${end}`,
        `${start}${one}${end}`,
        `${start}#${two}${end}`,
        `${start}#${one}${two}${end}`,
      ];
      assert.equal(nearest(slipped[kind] ?? '', [word]), word);
    }),
  );
});
