import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type OutputMessage, outputMessages } from '../../test/output-messages.ts';
import { CellOutputs, type JsonObject } from './index.ts';

const stream = (text: string, name = 'stdout'): OutputMessage => ['stream', { name, text }];
const display = (text: string, id?: string): OutputMessage => [
  'display_data',
  { data: { 'text/plain': text }, metadata: {}, ...(id ? { transient: { display_id: id } } : {}) },
];

function applied(messages: readonly OutputMessage[], limit?: number): CellOutputs {
  const cell = new CellOutputs(limit);
  for (const [type, content] of messages) cell.apply(type, content as JsonObject);
  return cell;
}

/** The cases are of JupyterLab's model of outputs; its shared document, of which it saves, has no halves of characters. */
function wellFormed(output: JsonObject): JsonObject {
  return typeof output.text === 'string' ? { ...output, text: output.text.toWellFormed() } : output;
}

describe('CellOutputs', () => {
  it('makes what JupyterLab 4.6 makes of the same messages', () => {
    const file = new URL('../../test/lab-outputs.json', import.meta.url);
    const cases: readonly { messages: OutputMessage[]; outputs: JsonObject[] }[] = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    assert.ok(cases.length >= 10);
    for (const { messages, outputs } of cases) assert.deepEqual(applied(messages).outputs(), outputs.map(wellFormed));
  });

  it('is the same however the text of a stream is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'bc', '\n', '\r', '\b', '😀') });
    fc.assert(
      fc.property(fc.array(text), (pieces) => {
        const whole = applied([stream('start '), stream(pieces.join(''))]);
        assert.deepEqual(
          applied([stream('start '), ...pieces.map((piece) => stream(piece))]).outputs(),
          whole.outputs(),
        );
      }),
    );
  });

  it('reading what there is now changes nothing', () => {
    fc.assert(
      fc.property(fc.array(outputMessages('ab\n\r\b')), (messages) => {
        const cell = new CellOutputs();
        for (const [type, content] of messages) {
          cell.apply(type, content as JsonObject);
          cell.outputs();
        }
        assert.deepEqual(cell.outputs(), applied(messages).outputs());
      }),
    );
  });

  it('shows a progress bar as its last state', () => {
    const [output] = applied([stream('0 %\r'), stream('50 %\r'), stream('100 %\ndone')]).outputs();
    assert.equal(output?.text, '100 %\ndone');
  });

  it('shows what was asked and answered', () => {
    const cell = applied([stream('a'), ['input_reply', { prompt: 'who?', value: 'Ada' }], stream('b')]);
    assert.deepEqual(
      cell.outputs().map(({ name, text }) => [name, text]),
      [
        ['stdout', 'a'],
        ['stdin', 'who? Ada\n'],
        ['stdout', 'b'],
      ],
    );
  });

  it('leaves no half of a character', () => {
    const [output] = applied([stream('a😀\bz\n'), stream('😀\rx')]).outputs();
    assert.equal(output?.text, 'a\ufffdz\nx\ufffd');
  });

  it('keeps the count of execute_input and of the reply, and shows the pager', () => {
    const data = { 'text/plain': 'help' };
    const cell = applied([['execute_input', { code: '?x', execution_count: 4 }]]);
    assert.equal(cell.executionCount, 4);
    cell.apply('execute_reply', { status: 'ok', execution_count: 5, payload: [{ source: 'page', data, start: 0 }] });
    assert.equal(cell.executionCount, 5);
    cell.apply('execute_result', { data: {}, execution_count: 99 });
    assert.equal(cell.executionCount, 5);
    assert.deepEqual(cell.outputs()[0], { output_type: 'display_data', data, metadata: {} });
  });

  it('is updated from another cell', () => {
    const cell = applied([display('old', 'a'), display('other', 'b')]);
    const update = { data: { 'text/plain': 'new' }, metadata: {}, transient: { display_id: 'a' } };
    assert.equal(cell.update(update), true);
    assert.equal(cell.update({ ...update, transient: { display_id: 'c' } }), false);
    assert.equal(cell.update({ ...update, transient: {} }), false);
    assert.deepEqual(
      cell.outputs().map(({ data }) => data),
      [{ 'text/plain': 'new' }, { 'text/plain': 'other' }],
    );
  });

  it('updates displays by their id, not results', () => {
    const transient = { display_id: 'a' };
    const result = { data: { 'text/plain': '1' }, metadata: {}, execution_count: 1, transient };
    const cell = applied([['execute_result', result], display('old', 'a')]);
    cell.apply('update_display_data', { data: { 'text/plain': 'new' }, metadata: {}, transient });
    assert.deepEqual(
      cell.outputs().map(({ data }) => data),
      [{ 'text/plain': '1' }, { 'text/plain': 'new' }],
    );
  });

  it('leaves out what is beyond its limit, says so, and begins anew when it is cleared', () => {
    const cell = applied([stream('x'.repeat(60)), display('y'.repeat(60)), stream('z'), stream('z')], 100);
    assert.deepEqual(
      cell.outputs().map(({ output_type, text }) => text ?? output_type),
      ['x'.repeat(60), 'display_data', '[2 more messages of output left out here]\n'],
    );
    cell.apply('clear_output', { wait: true });
    cell.apply('stream', { name: 'stdout', text: 'fresh' });
    assert.deepEqual(cell.outputs(), [{ output_type: 'stream', name: 'stdout', text: 'fresh' }]);
  });

  it('makes valid outputs of malformed messages', () => {
    const cell = applied([
      ['stream', {}],
      ['display_data', { data: [], metadata: null }],
      ['execute_result', { execution_count: 'one' }],
      ['error', { traceback: [1, 'line'] }],
      ['unheard_of', { data: {} }],
    ]);
    assert.deepEqual(cell.outputs(), [
      { output_type: 'stream', name: 'stdout', text: '' },
      { output_type: 'display_data', data: {}, metadata: {} },
      { output_type: 'execute_result', data: {}, metadata: {}, execution_count: null },
      { output_type: 'error', ename: '', evalue: '', traceback: ['line'] },
    ]);
  });
});
