import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { CellOutputs, type JsonObject, type Output } from '@himalia/protocol/nbformat';
import fc from 'fast-check';
import { type OutputMessage, outputMessages } from './output-messages.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('nbclient') ?? '';
const script = join(import.meta.dirname, 'nbclient-outputs.py');
const skip = python === '' ? 'no Python with nbclient (set HIMALIA_PYTHON)' : false;
type Cell = { readonly outputs: Output[]; readonly count: number | null };

/** nbclient leaves the pieces of a stream apart. */
function merged(outputs: readonly Output[]): Output[] {
  const all: Output[] = [];
  for (const output of outputs) {
    const last = all.at(-1);
    if (last?.output_type === 'stream' && output.output_type === 'stream' && last.name === output.name)
      last.text = `${last.text}${output.text}`;
    else all.push({ ...output });
  }
  return all;
}

function ours(messages: readonly OutputMessage[]): Cell {
  const cell = new CellOutputs();
  for (const [type, content] of messages) cell.apply(type, content as JsonObject);
  return { outputs: merged(cell.outputs()), count: (cell.executionCount as number | undefined) ?? null };
}

it('applies messages as nbclient does', { skip, timeout: 60_000 }, () => {
  const sample = fc.sample(fc.array(outputMessages('ab\né'), { maxLength: 20 }), { numRuns: 300, seed: 7 });
  const input = JSON.stringify(sample);
  const cases: readonly OutputMessage[][] = JSON.parse(input);
  const answer = execFileSync(python, [script], { input, maxBuffer: 64 * 1024 * 1024 });
  const theirs: readonly Cell[] = JSON.parse(answer.toString());
  assert.equal(theirs.length, cases.length);
  for (const [index, cell] of theirs.entries()) {
    const messages = cases[index] ?? [];
    const own = ours(messages);
    // nbclient takes the count of a result, too; JupyterLab does not.
    const counts = messages.findLast(([, content]) => 'execution_count' in content)?.[0] !== 'execute_result';
    const expected = { outputs: merged(cell.outputs), count: counts ? cell.count : own.count };
    assert.deepEqual(own, expected, JSON.stringify(messages));
  }
});
