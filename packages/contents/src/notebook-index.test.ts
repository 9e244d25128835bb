import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { NotebookScanner } from './notebook-index.ts';

/** The cells as they are found in a text that arrives in pieces of a size. */
function cellsOf(text: string, size: number): unknown[] | undefined {
  const bytes = Buffer.from(text);
  const scanner = new NotebookScanner();
  for (let start = 0; start < bytes.length; start += size) scanner.add(bytes.subarray(start, start + size));
  const { index } = scanner;
  return index?.starts.map((start, at) => JSON.parse(bytes.toString('utf8', start, index.ends[at])));
}

const cell = fc.dictionary(fc.string(), fc.jsonValue());
const metadata = fc.dictionary(fc.constantFrom('cells', 'a"', 'b\\', '{', ']'), fc.jsonValue());

it('finds the cells of any notebook, however it is spaced and cut', () => {
  fc.assert(
    fc.property(fc.array(cell), metadata, fc.nat(3), fc.integer({ min: 1, max: 40 }), (cells, other, indent, size) => {
      const text = JSON.stringify({ metadata: other, cells, nbformat: 4, note: 'x\\"cells": [{}' }, undefined, indent);
      assert.deepEqual(cellsOf(text, size), JSON.parse(text).cells);
    }),
  );
});

it('gives up where a part could not stand for the whole', () => {
  for (const text of ['{}', '[]', '{"cells": [1', '{"cells": [[]]}', '{"cells": ["x"]}', '{"cells": {}}', ''])
    assert.equal(cellsOf(text, 10), undefined, text);
  assert.equal(cellsOf('{"cells": [{}], "cells": [{}]}', 10), undefined);
  assert.equal(cellsOf('{"metadata": {"cells": [{}]}, "worksheets": []}', 10), undefined);
});
