import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { code, openContents, temporaryFolder } from './temporary-root.ts';

describe('createContents', () => {
  it('names files, notebooks and folders as Jupyter does', async (t) => {
    const { contents } = await openContents(t);
    const create = async (options: object) => (await contents.create('', options)).path;
    assert.deepEqual([await create({}), await create({})], ['untitled', 'untitled1']);
    assert.deepEqual(
      [await create({ type: 'file', ext: '.py' }), await create({ type: 'file', ext: '.py' })],
      ['untitled.py', 'untitled1.py'],
    );
    assert.equal(await create({ type: 'file', ext: 'py' }), 'untitledpy');
    assert.deepEqual(
      [await create({ type: 'notebook' }), await create({ ext: '.ipynb' })],
      ['Untitled.ipynb', 'Untitled1.ipynb'],
    );
    assert.deepEqual(
      [await create({ type: 'directory' }), await create({ type: 'directory' })],
      ['Untitled Folder', 'Untitled Folder 1'],
    );
    assert.equal((await contents.read('Untitled.ipynb')).message, undefined);
    await assert.rejects(contents.create('none', {}), code('not_found', /No such directory: none/));
  });
});

describe('copies', () => {
  it('get -CopyN before the first dot, of notebooks before the last', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'd'));
    for (const name of ['a.tar.gz', 'n.v1.ipynb', 'plain']) await writeFile(join(root, name), name, { mode: 0o640 });
    const copy = async (source: string, target = '') => (await contents.copy(source, target)).path;
    assert.equal(await copy('a.tar.gz', 'd'), 'd/a.tar.gz');
    assert.equal(await copy('a.tar.gz'), 'a-Copy1.tar.gz');
    assert.equal(await copy('a-Copy1.tar.gz'), 'a-Copy2.tar.gz');
    assert.equal(await copy('n.v1.ipynb'), 'n.v1-Copy1.ipynb');
    assert.equal(await copy('plain'), 'plain-Copy1');
    assert.equal(await copy('plain', 'd/other'), 'd/other');
    assert.equal(await readFile(join(root, 'd/other'), 'utf8'), 'plain');
    assert.equal((await stat(join(root, 'd/other'))).mode & 0o777, 0o640);
    await assert.rejects(contents.copy('none', ''), code('not_found'));
    await assert.rejects(contents.copy('plain', 'none/x'), code('not_found', /No such directory/));
    await assert.rejects(contents.copy('plain', 'a.tar.gz'), code('exists'));
  });

  it('of folders are whole, keep links, and have a limit', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'd/e'), { recursive: true });
    await writeFile(join(root, 'd/e/a.txt'), 'x');
    await symlink('e', join(root, 'd/link'));
    assert.equal((await contents.copy('d', '')).path, 'd-Copy1');
    assert.equal(await readFile(join(root, 'd-Copy1/link/a.txt'), 'utf8'), 'x');
    assert.equal((await contents.copy('d', 'new/parent')).path, 'new/parent/d', 'a missing target is made');
    assert.equal((await contents.copy('d', 'new/parent')).path, 'new/parent/d-Copy1');
    await assert.rejects(contents.copy('d', 'd/e'), code('bad_request', /into itself/));
    assert.equal(await contents.exists('d/e/d'), false);
    await writeFile(join(root, 'd/big'), Buffer.alloc(1_100_000));
    await assert.rejects(contents.copy('d', ''), code('bad_request', /larger than 1MB/));
    assert.deepEqual((await readdir(root)).sort(), ['d', 'd-Copy1', 'new']);
  });
});

describe('renameContents', () => {
  it('moves, with the checkpoint, and refuses to overwrite', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'd'));
    await contents.save('n.ipynb', {});
    await writeFile(join(root, 'b.txt'), 'b');
    assert.equal((await contents.rename('n.ipynb', 'd/m.ipynb')).path, 'd/m.ipynb');
    assert.equal((await contents.listCheckpoints('d/m.ipynb')).length, 1);
    assert.equal((await contents.listCheckpoints('n.ipynb')).length, 0);
    await assert.rejects(contents.rename('d/m.ipynb', 'b.txt'), code('exists', /^File already exists: b.txt$/));
    await assert.rejects(contents.rename('none', 'x'), code('not_found', /'none'/));
    await assert.rejects(contents.rename('b.txt', 'none/x'), code('not_found', /No such directory: none/));
    await assert.rejects(contents.rename('d', 'd/e'), code('bad_request', /into itself/));
    await assert.rejects(contents.rename('', 'x'), code('bad_request'));
    assert.equal((await contents.rename('b.txt', 'b.txt')).path, 'b.txt');
    assert.equal(await readFile(join(root, 'b.txt'), 'utf8'), 'b');
  });

  it('does not take the place of a broken link or an empty folder', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'empty'));
    await mkdir(join(root, 'd'));
    await symlink('nowhere', join(root, 'broken'));
    await assert.rejects(contents.rename('d', 'empty'), code('exists'));
    await assert.rejects(contents.rename('d', 'broken'), code('exists'));
  });
});

describe('deleteContents', () => {
  it('without trash spares folders with content, unless told', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'd'));
    await contents.save('d/n.ipynb', {});
    await assert.rejects(contents.delete('d'), code('not_empty', /Directory d not empty/));
    await contents.delete('d/n.ipynb');
    assert.deepEqual(await readdir(join(root, 'd')), ['.ipynb_checkpoints']);
    assert.deepEqual(await readdir(join(root, 'd/.ipynb_checkpoints')), []);
    await contents.delete('d');
    await assert.rejects(contents.delete('d'), code('not_found'));
    await assert.rejects(contents.delete(''), code('bad_request', /Can't delete root/));
    const { contents: eager } = await openContents(t, { rootDir: root, alwaysDeleteDir: true });
    await contents.save('e', { type: 'directory' });
    await contents.save('e/a.txt', {});
    await eager.delete('e');
    assert.deepEqual(await readdir(root), []);
  });

  it('with trash moves files and folders there, and says where from', async (t) => {
    const data = await temporaryFolder(t);
    const former = process.env.XDG_DATA_HOME;
    process.env.XDG_DATA_HOME = data;
    t.after(() => {
      if (former === undefined) delete process.env.XDG_DATA_HOME;
      else process.env.XDG_DATA_HOME = former;
    });
    const { contents, root } = await openContents(t, { deleteToTrash: true });
    for (const content of ['one', 'two']) {
      await contents.save('a b.txt', { type: 'file', format: 'text', content });
      await contents.delete('a b.txt');
    }
    await contents.save('d', { type: 'directory' });
    await contents.save('d/a.txt', {});
    await contents.delete('d');
    assert.deepEqual(await readdir(root), []);
    assert.deepEqual((await readdir(join(data, 'Trash/files'))).sort(), ['a b 2.txt', 'a b.txt', 'd']);
    assert.equal(await readFile(join(data, 'Trash/files/a b 2.txt'), 'utf8'), 'two');
    const info = await readFile(join(data, 'Trash/info/a b 2.txt.trashinfo'), 'utf8');
    assert.match(info, /^\[Trash Info\]\nPath=\/.*\/a%20b\.txt\nDeletionDate=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\n$/);
    await assert.rejects(contents.delete('none'), code('not_found'));
  });
});
