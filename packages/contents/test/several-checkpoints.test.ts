import assert from 'node:assert/strict';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { LocalContents } from '../src/local-contents.ts';
import { code, openContents } from './temporary-root.ts';

const file = (content: string) => ({ type: 'file', format: 'text', content }) as const;

/** Saves texts one after the other, each a minute later, and makes a checkpoint of each. */
async function checkpointed(contents: LocalContents, root: string, texts: readonly string[]): Promise<void> {
  for (const [minute, text] of texts.entries()) {
    await contents.save('a.txt', file(text));
    await utimes(join(root, 'a.txt'), 0, Date.UTC(2026, 0, 2, 3, minute, 5, 500) / 1000);
    await contents.createCheckpoint('a.txt');
  }
}

const open = async (t: TestContext, keptCheckpoints = 3) => {
  const opened = await openContents(t, { keptCheckpoints });
  await checkpointed(opened.contents, opened.root, ['zero', 'one', 'two', 'three']);
  return opened;
};

it('the last ones are kept, the newest is last and has the name that clients know', async (t) => {
  const { contents } = await open(t);
  assert.deepEqual(await contents.listCheckpoints('a.txt'), [
    { id: 'checkpoint-20260102-030105-500', last_modified: '2026-01-02T03:01:05.500000Z' },
    { id: 'checkpoint-20260102-030205-500', last_modified: '2026-01-02T03:02:05.500000Z' },
    { id: 'checkpoint', last_modified: '2026-01-02T03:03:05.500000Z' },
  ]);
});

it('each can be restored and deleted', async (t) => {
  const { contents, root } = await open(t);
  for (const [id, text] of [
    ['checkpoint-20260102-030105-500', 'one'],
    ['checkpoint', 'three'],
  ] as const) {
    await contents.restoreCheckpoint('a.txt', id);
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), text);
  }
  await contents.deleteCheckpoint('a.txt', 'checkpoint-20260102-030105-500');
  assert.equal((await contents.listCheckpoints('a.txt')).length, 2);
  for (const id of ['checkpoint-20260102-030105-500', 'checkpoint-1', '../../a', 'x'])
    await assert.rejects(contents.restoreCheckpoint('a.txt', id), code('not_found'), id);
});

it('a checkpoint of what the newest is a copy of already adds none', async (t) => {
  const { contents } = await open(t);
  const before = await contents.listCheckpoints('a.txt');
  await contents.createCheckpoint('a.txt');
  assert.deepEqual(await contents.listCheckpoints('a.txt'), before);
});

it('all follow a rename and go with the file; those of other names stay', async (t) => {
  const { contents, root } = await open(t);
  await contents.save('a-checkpoint.txt', file('x'));
  await contents.createCheckpoint('a-checkpoint.txt');
  await contents.rename('a.txt', 'b.txt');
  assert.equal((await contents.listCheckpoints('a.txt')).length, 0);
  assert.equal((await contents.listCheckpoints('b.txt')).length, 3);
  await contents.delete('b.txt');
  assert.deepEqual(await readdir(join(root, '.ipynb_checkpoints')), ['a-checkpoint-checkpoint.txt']);
});

it('with one to keep it is as in Jupyter', async (t) => {
  const { contents, root } = await open(t, 1);
  assert.deepEqual(await readdir(join(root, '.ipynb_checkpoints')), ['a-checkpoint.txt']);
  assert.equal((await contents.listCheckpoints('a.txt')).length, 1);
});

it('a file whose name leaves no room for another has checkpoints, too', async (t) => {
  const { contents, root } = await openContents(t);
  const name = `${'ü'.repeat(120)}.ipynb`;
  const path = `folder/${name}`;
  await contents.save('folder', { type: 'directory' });
  await contents.save(path, file('one'));
  await contents.createCheckpoint(path);
  await contents.save(path, file('two'));
  await contents.createCheckpoint(path);
  assert.equal((await contents.listCheckpoints(path)).length, 2);
  await contents.rename(path, 'short.ipynb');
  const [first] = await contents.listCheckpoints('short.ipynb');
  await contents.restoreCheckpoint('short.ipynb', first?.id ?? '');
  assert.equal(await readFile(join(root, 'short.ipynb'), 'utf8'), 'one');
});
