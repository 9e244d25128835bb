import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@himalia/testing';
import { openContents } from './temporary-root.ts';

const kills = 30;
const program = fileURLToPath(new URL('./saving-process.ts', import.meta.url));

/** Lets a process save until some were answered, kills it at an arbitrary moment, and gives the last answered number. */
async function saveAndKill(root: string, state: string, first: number, delay: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=source', program, root, state, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await wait(delay);
  child.kill('SIGKILL');
  await closed;
  return Number(output.trimEnd().split('\n').at(-1));
}

it(`${kills} times killed in the middle of saves: never an empty or torn notebook, no answered save lost`, async (t) => {
  const { root, state, contents } = await openContents(t);
  let answered = 0;
  for (let round = 0; round < kills; round++) {
    answered = await saveAndKill(root, state, answered, (round * 7) % 40);
    const { metadata } = JSON.parse(await readFile(join(root, 'n.ipynb'), 'utf8'));
    assert.ok(metadata.number >= answered, `save ${answered} was answered, the disk has ${metadata.number}`);
    answered = metadata.number;
  }
  const left = (await readdir(root)).filter((name) => name.startsWith('.~himalia-'));
  const { content } = await contents.read('');
  const names = (content as { name: string }[]).map(({ name }) => name);
  assert.deepEqual(names, ['n.ipynb']);

  // What is left is removed by the next save into the folder, once it is old enough to be nobody's.
  for (const name of left) await utimes(join(root, name), 1, 1);
  await contents.save('other.txt', { type: 'file', format: 'text', content: '' });
  await eventually('nothing left', async () => !(await readdir(root)).some((name) => name.startsWith('.~')));
  assert.deepEqual((await readdir(root)).sort(), ['.ipynb_checkpoints', 'n.ipynb', 'other.txt']);
});
