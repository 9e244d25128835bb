import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { code, openContents, temporaryFolder } from './temporary-root.ts';

const leaving = [
  '..',
  '../secret.txt',
  '/../secret.txt',
  'd/../../secret.txt',
  'd/../d/../../secret.txt',
  './../secret.txt',
  './/..//secret.txt',
  '.././secret.txt',
  'd/./../../secret.txt',
  '../root/a.txt',
  '../../../../../../etc/passwd',
  'a\0.txt',
  'd/../../root/../secret.txt',
];
const text = { type: 'file', format: 'text', content: 'x' } as const;

describe('paths that leave the root', () => {
  for (const path of leaving) {
    it(`${JSON.stringify(path)} is not found, whatever is asked`, async (t) => {
      const outer = await temporaryFolder(t);
      const rootDir = join(outer, 'root');
      await mkdir(join(rootDir, 'd'), { recursive: true });
      await writeFile(join(outer, 'secret.txt'), 'secret');
      await writeFile(join(rootDir, 'a.txt'), 'x');
      const { contents } = await openContents(t, { rootDir, allowHidden: true });
      const refused = [
        () => contents.read(path),
        () => contents.save(path, text),
        () => contents.save(path, { ...text, chunk: 1 }),
        () => contents.create(path, {}),
        () => contents.copy(path, ''),
        () => contents.copy('a.txt', path),
        () => contents.rename(path, 'b.txt'),
        () => contents.rename('a.txt', path),
        () => contents.delete(path),
        () => contents.trust(path),
        () => contents.stream(path),
        () => contents.listCheckpoints(path),
        () => contents.createCheckpoint(path),
        () => contents.restoreCheckpoint(path, 'checkpoint'),
        () => contents.deleteCheckpoint(path, 'checkpoint'),
      ];
      for (const [index, attempt] of refused.entries())
        await assert.rejects(attempt(), code('not_found'), `attempt ${index}`);
      assert.equal(contents.localPath(path), undefined);
      assert.equal(await contents.exists(path), false);
      assert.equal(await readFile(join(outer, 'secret.txt'), 'utf8'), 'secret');
    });
  }

  it('an extension cannot smuggle a path in', async (t) => {
    const { contents } = await openContents(t);
    await assert.rejects(contents.create('', { type: 'file', ext: '/../../x' }), code('bad_request'));
  });

  it('dots inside the root are followed as text', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'a.txt'), 'x');
    assert.equal((await contents.read('d/../a.txt')).path, 'd/../a.txt');
  });
});

describe('hidden names', () => {
  const hidden = ['.a', 'd/.a', '.d/a.txt', 'd/../.a', './.a', '.ipynb_checkpoints/a-checkpoint.txt'];
  for (const path of hidden) {
    it(`${path} cannot be read or changed`, async (t) => {
      const { contents, root } = await openContents(t);
      for (const folder of ['d', '.d', '.ipynb_checkpoints']) await mkdir(join(root, folder));
      for (const name of ['.a', 'd/.a', '.d/a.txt', '.ipynb_checkpoints/a-checkpoint.txt', 'a.txt'])
        await writeFile(join(root, name), 'x');
      await assert.rejects(contents.read(path), code('hidden'));
      await assert.rejects(contents.save(path, text), code('hidden'));
      await assert.rejects(contents.rename(path, 'b'), code('hidden'));
      await assert.rejects(contents.rename('a.txt', path), code('hidden'));
      await assert.rejects(contents.copy(path, ''), code('hidden'));
      await assert.rejects(contents.delete(path), code('hidden'));
      await assert.rejects(contents.listCheckpoints(path), code('hidden'));
      assert.equal(await contents.exists(path), false);
    });
  }

  it('are shown and changed where that is allowed; our temporary files never', async (t) => {
    const { contents, root } = await openContents(t, { allowHidden: true });
    await writeFile(join(root, '.~himalia-000000-1-00000000'), '');
    await contents.save('.a', text);
    const { content } = await contents.read('');
    assert.deepEqual(
      (content as { path: string }[]).map(({ path }) => path),
      ['.a'],
    );
  });
});

describe('symbolic links', () => {
  it('are followed wherever they lead: who can make one can read there', async (t) => {
    const { contents, root } = await openContents(t);
    const elsewhere = await temporaryFolder(t);
    await writeFile(join(elsewhere, 'a.txt'), 'there');
    await symlink(elsewhere, join(root, 'data'));
    assert.equal((await contents.read('data/a.txt')).content, 'there');
    await contents.save('data/b.txt', text);
    assert.equal(await readFile(join(elsewhere, 'b.txt'), 'utf8'), 'x');
    assert.equal((await contents.read('data', { content: false })).type, 'directory');
  });

  it('to nowhere are listed as files, in a circle not at all', async (t) => {
    const { contents, root } = await openContents(t);
    await symlink('nowhere', join(root, 'broken'));
    await symlink('circle', join(root, 'circle'));
    const { content } = await contents.read('');
    const [entry, ...others] = content as { name: string; type: string; writable: boolean; size: number }[];
    assert.deepEqual([entry?.name, entry?.type, entry?.writable, entry?.size], ['broken', 'file', false, 7]);
    assert.equal(others.length, 0);
    await assert.rejects(contents.read('broken'), code('not_found'));
    await assert.rejects(contents.read('circle'), code('not_found'));
    await assert.rejects(contents.save('circle', text), code('not_found'));
  });

  it('are deleted themselves, not what they lead to', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'real'));
    await writeFile(join(root, 'real/a.txt'), 'x');
    await symlink('real', join(root, 'link'));
    await contents.delete('link');
    assert.equal(await readFile(join(root, 'real/a.txt'), 'utf8'), 'x');
  });
});
