import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { code, openContents } from './temporary-root.ts';

const text = { type: 'file', format: 'text', content: 'x' } as const;
const names = [
  'ünïcödé 文件.txt',
  'a b+c&d#e?f%g.txt',
  'a%2Fb.txt',
  "it's (1)!*.txt",
  '\u0301e.txt',
  '😀.ipynb.txt',
  'back\\slash',
];

for (const name of names) {
  it(`${name} is a name like others`, async (t) => {
    const { contents, root } = await openContents(t);
    const { entry } = await contents.save(name, text);
    assert.deepEqual([entry.name, entry.path], [name, name]);
    assert.deepEqual(await readdir(root), [name]);
    assert.equal((await contents.rename(name, `d-${name}`)).path, `d-${name}`);
    assert.equal((await contents.read(`d-${name}`)).content, 'x');
    await contents.delete(`d-${name}`);
    assert.equal(await contents.exists(`d-${name}`), false);
  });
}

it('a name of 255 bytes is saved, one more is refused', async (t) => {
  const { contents } = await openContents(t);
  await contents.save('n'.repeat(255), text);
  await assert.rejects(contents.save('n'.repeat(256), text), code('not_found', /too long/));
  await assert.rejects(contents.read('n'.repeat(256)), code('not_found'));
});

it('a path of nearly 4,000 characters is read and written', async (t) => {
  const { contents } = await openContents(t);
  let folder = '';
  while (folder.length < 3800) {
    folder = folder === '' ? 'd'.repeat(190) : `${folder}/${'d'.repeat(190)}`;
    await contents.save(folder, { type: 'directory' });
  }
  await contents.save(`${folder}/a.txt`, text);
  assert.equal((await contents.read(`${folder}/a.txt`)).content, 'x');
  await assert.rejects(contents.read('p/'.repeat(8000)), code('not_found'));
});

it('names that are not UTF-8 are left out of a listing', async (t) => {
  const { contents, root } = await openContents(t);
  try {
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]), 'x');
  } catch {
    return t.skip('this file system takes UTF-8 names only');
  }
  await writeFile(join(root, 'a.txt'), 'x');
  const { content } = await contents.read('');
  assert.deepEqual(
    (content as { name: string }[]).map(({ name }) => name),
    ['a.txt'],
  );
});

it('listings leave out what the patterns say, and give every child every key', async (t) => {
  const { contents, root } = await openContents(t);
  await mkdir(join(root, '__pycache__'));
  for (const name of ['a.pyc', 'a.txt~', 'a.py', '.hidden']) await writeFile(join(root, name), 'x');
  const { content, format, size, mimetype } = await contents.read('');
  assert.deepEqual([format, size, mimetype], ['json', null, null]);
  const [child, ...others] = content as Record<string, unknown>[];
  assert.equal(others.length, 0);
  assert.deepEqual([child?.name, child?.mimetype, child?.content], ['a.py', 'text/x-python', null]);
  assert.equal(Object.keys(child ?? {}).length, 12);
});

it('a folder of 10,000 files is listed whole while others are served', async (t) => {
  const { contents, root } = await openContents(t);
  await mkdir(join(root, 'many'));
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => writeFile(join(root, 'many', `f${index}.txt`), '')));
  await writeFile(join(root, 'a.txt'), 'x');
  let listed = false;
  const listing = contents.read('many').then((entry) => {
    listed = true;
    return entry;
  });
  let meanwhile = 0;
  for (; !listed && meanwhile < 5; meanwhile++) await contents.read('a.txt');
  assert.ok(meanwhile > 1, 'no other read was answered while the folder was listed');
  assert.equal(((await listing).content as unknown[]).length, 10_000);
});
