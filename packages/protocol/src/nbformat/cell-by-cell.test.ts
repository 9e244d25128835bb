import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseCellByCell } from './cell-by-cell.ts';
import { asNotebook, parseJson, readNotebook, readNotebookFile, writeNotebook } from './index.ts';

const written = (cells: object[], more: object = {}): string =>
  writeNotebook(asNotebook({ cells, metadata: {}, nbformat: 4, nbformat_minor: 4, ...more }));
const code = { cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source: '' };

describe('parseCellByCell', () => {
  it('reads what nbformat writes as it would be read whole', () => {
    const source = fc.string({ unit: fc.constantFrom('a', '\n', '  },\n  {', '"', '\\', ' ]', '\ud800', '😀') });
    const output = fc.record({ output_type: fc.constant('display_data'), metadata: fc.object(), data: fc.object() });
    const cell = fc.record({ source, outputs: fc.array(output, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 4 }), fc.object(), (some, metadata) => {
        const text = written(
          some.map((each) => ({ ...code, ...each })),
          { metadata },
        );
        assert.equal(parseCellByCell(Buffer.from(text)) === undefined, some.length === 0 || 'cells' in metadata);
        assert.deepEqual(readNotebookFile(Buffer.from(text)), readNotebook(text));
      }),
    );
  });

  it('keeps the spelling of numbers', () => {
    const metadata = parseJson('{"a": 1.0, "b": 1e5}');
    const text = written([{ ...code, metadata }, code], { metadata });
    assert.match(text, /1\.0/);
    assert.equal(writeNotebook(readNotebookFile(Buffer.from(text))), text);
  });

  it('leaves alone what is of another form', () => {
    const text = written([code, code]);
    const others = [
      JSON.stringify(JSON.parse(text)),
      JSON.stringify(JSON.parse(text), null, 2),
      text.replace('"outputs": []', '"outputs": [{\n  },\n  {}]'),
      text.replace('"outputs": []', '"outputs": [\n  {\n  }\n ]'),
      text.replace('"nbformat"', '"cells": [], "nbformat"'),
      text.replace(/\}\n$/, ''),
      text.replace('"code"', '"co\nde"'),
    ];
    for (const other of others) assert.equal(parseCellByCell(Buffer.from(other)), undefined, other);
    assert.equal(parseCellByCell(Buffer.from(text.replace('code', 'c\xffde'), 'latin1')), undefined);
    assert.equal(parseCellByCell(Buffer.alloc(0)), undefined);
  });
});
