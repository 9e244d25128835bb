import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openContents, temporaryFolder } from './temporary-root.ts';

const program = fileURLToPath(new URL('./saving-process.ts', import.meta.url));
const skip = spawnSync('strace', ['-V']).error ? 'strace is not installed' : false;

/** What the calls of one save are, in order; the number on stdout is the answer. */
function stepsOf(trace: string, root: string): string[] {
  const steps: [RegExp, string][] = [
    [/fsync\(\d+<[^>]*\.~himalia-[^>]*>/, 'flush the file'],
    [/rename\("[^"]*\.~himalia-[^"]*", "[^"]*\/n\.ipynb"/, 'rename'],
    [new RegExp(String.raw`fsync\(\d+<${root}>`), 'flush the folder'],
    [/write\(1<[^>]*>, "2\\n"/, 'answer'],
  ];
  return trace.split('\n').flatMap((line) => steps.filter(([pattern]) => pattern.test(line)).map(([, step]) => step));
}

it('an answered save was flushed: file, rename, folder, answer', { skip }, async (t) => {
  const { root, state } = await openContents(t);
  const trace = join(await temporaryFolder(t), 'trace');
  const calls = ['-f', '-y', '-s', '4096', '-e', 'trace=fsync,rename,write', '-o', trace];
  const saves = [process.execPath, '--conditions=source', program, root, state, '0', '2'];
  const { status, stdout } = spawnSync('strace', [...calls, ...saves], { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) return t.skip('processes cannot be traced here');
  assert.equal(stdout, '1\n2\n');
  const steps = stepsOf(await readFile(trace, 'utf8'), root);
  const answer = steps.indexOf('answer');
  assert.ok(answer > 0, `no answer in the trace: ${steps.join(', ')}`);
  // The first save also makes a checkpoint, so the second is looked at.
  assert.deepEqual(steps.slice(answer - 3, answer), ['flush the file', 'rename', 'flush the folder']);
});
