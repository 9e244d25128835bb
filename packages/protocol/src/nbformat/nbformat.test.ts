import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  asNotebook,
  emptyNotebook,
  type Notebook,
  NotebookError,
  parseJson,
  readNotebook,
  splitLines,
  validateNotebook,
  writeNotebook,
} from './index.ts';

const code = { cell_type: 'code', id: 'a', metadata: {}, source: '', outputs: [], execution_count: null };
const notebookOf = (cells: object[], more: object = {}): Notebook =>
  asNotebook({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...more });
const rewritten = (text: string): string => writeNotebook(readNotebook(text));

describe('splitLines', () => {
  it('breaks where Python breaks', () => {
    const ends = ['\n', '\r\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];
    for (const end of ends) assert.deepEqual(splitLines(`a${end}b`), [`a${end}`, 'b'], JSON.stringify(end));
    for (const other of ['\t', '\x1f', '\x00', '\u200b', '\u0084']) assert.equal(splitLines(`a${other}b`).length, 1);
    assert.deepEqual(splitLines(''), []);
    assert.deepEqual(splitLines('a\n\nb\n'), ['a\n', '\n', 'b\n']);
    assert.deepEqual(splitLines('\n\r\n\r'), ['\n', '\r\n', '\r']);
  });

  it('pieces joined are the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028', '😀', '\x85') });
    fc.assert(
      fc.property(text, (value) => {
        const lines = splitLines(value);
        return lines.join('') === value && lines.every((line) => line !== '');
      }),
    );
  });
});

describe('writeNotebook', () => {
  it('writes what nbformat writes', () => {
    const notebook = notebookOf(
      [
        { ...code, source: 'a\nb', outputs: [{ output_type: 'stream', name: 'stdout', text: 'x\n' }] },
        {
          cell_type: 'markdown',
          id: 'm',
          metadata: { trusted: true, z: [], y: {} },
          source: 'é😀',
          attachments: { 'a.png': { 'image/png': 'iVB\nOR' }, 'b.svg': { 'image/svg+xml': '<a>\n<b>' } },
        },
      ],
      { metadata: { signature: 's', orig_nbformat: 3, '10': 1, '9': 2, '\uffff': 3, '😀': 4 } },
    );
    const expected = `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "a",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "x\\n"
     ]
    }
   ],
   "source": [
    "a\\n",
    "b"
   ]
  },
  {
   "attachments": {
    "a.png": {
     "image/png": "iVB\\nOR"
    },
    "b.svg": {
     "image/svg+xml": [
      "<a>\\n",
      "<b>"
     ]
    }
   },
   "cell_type": "markdown",
   "id": "m",
   "metadata": {
    "y": {},
    "z": []
   },
   "source": [
    "é😀"
   ]
  }
 ],
 "metadata": {
  "10": 1,
  "9": 2,
  "\uffff": 3,
  "😀": 4
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;
    assert.equal(writeNotebook(notebook), expected);
  });

  it('cuts text into lines as Python does, whatever is in it', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'n', '\\', '"', '\n', '\r', '\u2028', '\x85', '\x1b', '\ud800', '😀'),
    });
    fc.assert(
      fc.property(text, (source) => {
        const [written] = JSON.parse(writeNotebook(notebookOf([{ ...code, source }]))).cells;
        assert.deepEqual(written.source, splitLines(source));
      }),
    );
  });

  it('keeps JSON mime types, unknown keys and the spelling of numbers', () => {
    const text = `{"cells":[],"metadata":{"a":1.0,"b":[1e5,-0,0.1,12345678901234567890,1E-7],"__proto__":{"x":1.50}},"nbformat":4,"nbformat_minor":4,"extra":[["x"]]}`;
    const written = rewritten(text);
    assert.match(written, /"a": 1\.0,/);
    assert.match(written, /1e5,\n {3}-0,\n {3}0\.1,\n {3}12345678901234567890,\n {3}1E-7\n/);
    assert.match(written, /"__proto__": \{\n {3}"x": 1\.50\n/);
    assert.match(written, /"extra": \[\n {2}\[\n {3}"x"\n/);
    assert.equal(rewritten(written), written);
    const bundle = { 'application/json': ['a', 'b'], 'application/vnd.x+json': ['c'], 'text/html': ['<b>', 'x'] };
    const output = { output_type: 'display_data', metadata: {}, data: bundle };
    const [cell] = readNotebook(JSON.stringify(notebookOf([{ ...code, outputs: [output] }]))).cells;
    const [read] = (cell?.outputs ?? []) as { data: object }[];
    assert.deepEqual(read?.data, { ...bundle, 'text/html': '<b>x' });
  });

  it('is stable: what was written is written alike again', () => {
    const source = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(source), fc.jsonValue(), (sources, extra) => {
        const cells = sources.map((text, index) => ({ ...code, id: `c${index}`, source: text }));
        const written = writeNotebook(notebookOf(cells, { metadata: { extra } }));
        const sameSources = readNotebook(written).cells.every((cell, index) => cell.source === sources[index]);
        return rewritten(written) === written && sameSources;
      }),
    );
  });
});

describe('readNotebook', () => {
  it('reads NaN and Infinity of Python as null, and leaves them alone in text', () => {
    const text =
      '{"cells":[],"metadata":{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN, \\"Infinity"},"nbformat":4,"nbformat_minor":5}';
    assert.deepEqual(readNotebook(text).metadata, { a: null, b: [null, null], c: 'NaN, "Infinity' });
    assert.throws(() => parseJson('{"a": NaNa}'), SyntaxError);
  });

  it('repairs missing and doubled ids from 4.5 on only', () => {
    const { id: _id, ...bare } = code;
    const ids = readNotebook(JSON.stringify(notebookOf([code, code, bare]))).cells.map(({ id }) => id);
    assert.equal(ids[0], 'a');
    assert.equal(new Set(ids).size, 3);
    assert.ok(ids.every((id) => /^[\w-]{1,64}$/.test(String(id))));
    const old = readNotebook(JSON.stringify(notebookOf([bare], { nbformat_minor: 4 })));
    assert.equal('id' in (old.cells[0] ?? {}), false);
    assert.equal(old.nbformat_minor, 4);
  });

  it('upgrades version 3: worksheets, headings, inputs, outputs', () => {
    const outputs = [
      {
        output_type: 'pyout',
        prompt_number: 3,
        text: ['1\n', '2'],
        html: '<b>',
        json: '{"a": 1.0}',
        metadata: { png: { w: 1 } },
      },
      { output_type: 'display_data', png: 'iVB' },
      { output_type: 'stream', stream: 'stderr', text: ['e'] },
      { output_type: 'pyerr', ename: 'E', evalue: 'v', traceback: ['t'] },
    ];
    const cells = [
      { cell_type: 'heading', level: 2, source: ['a\n', 'b'] },
      { cell_type: 'code', language: 'python', collapsed: true, input: ['x\n', 'y'], prompt_number: 3, outputs },
      { cell_type: 'html', source: '<p>' },
    ];
    const old = {
      nbformat: 3,
      nbformat_minor: 0,
      metadata: { name: 'n', k: 1 },
      worksheets: [{ cells }, { cells: [] }],
    };
    const notebook = readNotebook(JSON.stringify(old));
    assert.deepEqual(
      [notebook.nbformat, notebook.nbformat_minor, notebook.metadata],
      [4, 5, { k: 1, orig_nbformat: 3, orig_nbformat_minor: 0 }],
    );
    const [heading, upgraded, html] = notebook.cells.map(({ id: _id, ...cell }) => cell);
    assert.deepEqual(heading, { cell_type: 'markdown', metadata: {}, source: '## a b' });
    assert.deepEqual(html, { cell_type: 'markdown', metadata: {}, source: '<p>' });
    const { outputs: made, ...rest } = upgraded as { outputs: Record<string, object>[] };
    assert.deepEqual(rest, { cell_type: 'code', metadata: { collapsed: true }, source: 'x\ny', execution_count: 3 });
    assert.deepEqual(Object.keys(made[0]?.data ?? {}).sort(), ['application/json', 'text/html', 'text/plain']);
    assert.deepEqual(made[0]?.metadata, { 'image/png': { w: 1 } });
    assert.deepEqual(made.slice(1), [
      { output_type: 'display_data', metadata: {}, data: { 'image/png': 'iVB' } },
      { output_type: 'stream', name: 'stderr', text: 'e' },
      { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
    ]);
    assert.equal(validateNotebook(notebook), undefined);
    assert.deepEqual(readNotebook(writeNotebook(notebook)).metadata, { k: 1 });
  });

  it('says why something is no notebook', () => {
    const reasons: [string, RegExp][] = [
      ['', /does not appear to be JSON/],
      [`{"cells"${' '.repeat(90)}`, /^Notebook does not appear to be JSON: .{40,50}\.\.\.$/],
      ['[]', /not a JSON object/],
      ['{}', /unsupported nbformat version/],
      ['{"nbformat":5,"cells":[]}', /unsupported nbformat version 5/],
      ['{"nbformat":4,"nbformat_minor":"5","cells":[]}', /nbformat_minor is not a whole number/],
      ['{"nbformat":4,"nbformat_minor":5}', /cells is not an array/],
      ['{"nbformat":4,"nbformat_minor":5,"cells":[1]}', /a cell is not an object/],
      ['{"nbformat":4,"nbformat_minor":5,"cells":[],"metadata":[]}', /metadata is not an object/],
    ];
    for (const [text, reason] of reasons)
      assert.throws(
        () => readNotebook(text),
        (error) => error instanceof NotebookError && reason.test(error.message),
        text,
      );
  });
});

describe('validateNotebook', () => {
  const problem = (cell: object, minor = 5): string | undefined =>
    validateNotebook(notebookOf([cell], { nbformat_minor: minor }));

  it('names the first thing that is wrong', () => {
    const { outputs: _outputs, ...noOutputs } = code;
    const stream = { output_type: 'stream', name: 'stdout', text: 'x' };
    assert.equal(problem(code), undefined);
    assert.equal(problem({ ...code, outputs: [stream] }), undefined);
    assert.match(problem(noOutputs) ?? '', /cells\[0\]: 'outputs' is a required property/);
    assert.match(problem({ ...code, extra: 1 }) ?? '', /'extra' was unexpected/);
    assert.match(problem({ ...code, source: 1 }) ?? '', /source: 1 is not valid/);
    assert.match(problem({ ...code, cell_type: 'toString' }) ?? '', /cell_type: "toString" is not known/);
    assert.match(problem({ ...code, id: 'a b' }) ?? '', /id: "a b" is not valid/);
    assert.match(problem(code, 4) ?? '', /'id' was unexpected/);
    assert.match(problem({ ...code, outputs: [{ ...stream, text: 1 }] }) ?? '', /outputs\[0\]: text: 1 is not valid/);
    assert.match(problem({ ...code, outputs: [{ output_type: 'pyout' }] }) ?? '', /output_type: "pyout" is not known/);
    assert.match(validateNotebook({ ...emptyNotebook(), worksheets: [] }) ?? '', /'worksheets' was unexpected/);
  });
});
