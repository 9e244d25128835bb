import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { openContents } from './temporary-root.ts';

const size = 300_000;
const content = (letter: string): string => letter.repeat(size);
const isWhole = (text: string): boolean => text.length === size && text === content(text[0] ?? '');

it('readers see one whole version while a file is saved again and again', async (t) => {
  const { contents, root } = await openContents(t);
  const save = (letter: string) => contents.save('a.txt', { type: 'file', format: 'text', content: content(letter) });
  await save('a');
  let saving = true;
  let reads = 0;
  const reader = async (): Promise<void> => {
    while (saving || reads === 0) {
      assert.ok(isWhole(await readFile(join(root, 'a.txt'), 'utf8')), 'a torn file on disk');
      assert.ok(isWhole(String((await contents.read('a.txt')).content)), 'a torn file in an answer');
      reads++;
    }
  };
  const readers = [reader(), reader()];
  for (let round = 0; round < 40; round++) await save('abcdefghij'[round % 10] as string);
  saving = false;
  await Promise.all(readers);
  assert.ok(reads > 0);
});

it('saves of one path are made in the order they came, and the hash belongs to the content', async (t) => {
  const { contents, root } = await openContents(t);
  const letters = [...'abcdefghijklmnopqrst'];
  await Promise.all(
    letters.map((letter) => contents.save('a.txt', { type: 'file', format: 'text', content: content(letter) })),
  );
  assert.equal((await readFile(join(root, 'a.txt'), 'utf8'))[0], 't');
  const { hashOf } = await import('../src/file-bytes.ts');
  const { hash } = await contents.read('a.txt', { content: false, hash: true });
  assert.equal(hash, hashOf(Buffer.from(content('t'))));
});

it('of many creations at once each gets a name of its own', async (t) => {
  const { contents } = await openContents(t);
  const created = await Promise.all(Array.from({ length: 30 }, () => contents.create('', { type: 'notebook' })));
  assert.equal(new Set(created.map(({ path }) => path)).size, 30);
});
