import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, link, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { code, openContents } from './temporary-root.ts';

const keys = 'content created format hash hash_algorithm last_modified mimetype name path size type writable'.split(
  ' ',
);
const cell = { cell_type: 'code', id: 'a', metadata: {}, source: 'x = 1\ny', outputs: [], execution_count: null };
const notebook = { cells: [cell], metadata: { b: 1, a: 2 }, nbformat: 4, nbformat_minor: 5 };

describe('getContents', () => {
  it('gives every key of a file, and its dates with microseconds', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'a.txt'), 'hé\n');
    await utimes(join(root, 'a.txt'), 1, 1_700_000_000.25);
    const entry = await contents.read('a.txt', { hash: true });
    assert.deepEqual(Object.keys(entry).sort(), keys);
    assert.deepEqual(
      { ...entry, created: '' },
      {
        name: 'a.txt',
        path: 'a.txt',
        type: 'file',
        writable: true,
        created: '',
        last_modified: '2023-11-14T22:13:20.250000Z',
        size: 4,
        mimetype: 'text/plain',
        format: 'text',
        content: 'hé\n',
        hash: createHash('sha256').update('hé\n').digest('hex'),
        hash_algorithm: 'sha256',
      },
    );
    const bare = await contents.read('a.txt', { content: false });
    assert.deepEqual([bare.content, bare.format, bare.hash, bare.hash_algorithm], [null, null, null, null]);
  });

  it('gives bytes that are not UTF-8 as base64 in lines of 76', async (t) => {
    const { contents, root } = await openContents(t);
    const bytes = Buffer.alloc(200, 0xff);
    await writeFile(join(root, 'data.unknown'), bytes);
    const { content, format, mimetype } = await contents.read('data.unknown');
    assert.deepEqual([format, mimetype], ['base64', 'application/octet-stream']);
    const lines = String(content).split('\n');
    assert.deepEqual(
      lines.map((line) => line.length),
      [76, 76, 76, 40, 0],
    );
    assert.deepEqual(Buffer.from(String(content), 'base64'), bytes);
    await assert.rejects(contents.read('data.unknown', { format: 'text' }), code('bad_format'));
  });

  it('insists on the type that is asked for', async (t) => {
    const { contents, root } = await openContents(t);
    await mkdir(join(root, 'd'));
    await writeFile(join(root, 'a.txt'), 'x');
    await assert.rejects(contents.read('d', { type: 'file' }), code('bad_type', /d is a directory, not a file/));
    await assert.rejects(contents.read('a.txt', { type: 'directory' }), code('bad_type', /a.txt is not a directory/));
    await assert.rejects(contents.read('a.txt', { type: 'notebook' }), code('bad_request', /^Unreadable Notebook: /));
    await writeFile(join(root, 'n.ipynb'), JSON.stringify(notebook));
    assert.equal((await contents.read('n.ipynb', { type: 'file' })).content, JSON.stringify(notebook));
  });

  it('says what is wrong with a notebook that is no JSON, no UTF-8 or no notebook', async (t) => {
    const { contents, root } = await openContents(t);
    for (const bytes of ['', 'not json', '[]', '{}', '{"nbformat":9}', Buffer.from([0x7b, 0xff])]) {
      await writeFile(join(root, 'bad.ipynb'), bytes);
      await assert.rejects(contents.read('bad.ipynb'), code('bad_request', /^Unreadable Notebook: bad.ipynb /));
      assert.equal((await contents.read('bad.ipynb', { content: false })).type, 'notebook');
    }
  });

  it('never waits for a pipe', async (t) => {
    const { contents, root } = await openContents(t);
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await writeFile(join(root, 'a.txt'), 'x');
    const { content } = await contents.read('');
    assert.deepEqual(
      (content as { name: string }[]).map(({ name }) => name),
      ['a.txt'],
    );
    await assert.rejects(contents.read('pipe'), code('bad_request'));
    await assert.rejects(contents.save('pipe', { type: 'file', format: 'text', content: 'x' }), code('bad_request'));
    await assert.rejects(contents.copy('pipe', ''), code('bad_request'));
  });

  it('hashes without content, and anew when the file changes', async (t) => {
    const { contents, root } = await openContents(t);
    const hash = async () => (await contents.read('a.bin', { content: false, hash: true })).hash;
    const expected = (text: string) => createHash('sha256').update(text).digest('hex');
    await contents.save('a.bin', { type: 'file', format: 'text', content: 'one' });
    assert.equal(await hash(), expected('one'));
    await writeFile(join(root, 'a.bin'), 'two');
    assert.equal(await hash(), expected('two'));
    assert.equal(await hash(), expected('two'));
  });
});

describe('saveContents', () => {
  it('answers created and then replaced, with the model without content', async (t) => {
    const { contents, root } = await openContents(t);
    const first = await contents.save('a.txt', { type: 'file', format: 'text', content: 'é' });
    assert.equal(first.created, true);
    assert.deepEqual(Object.keys(first.entry).sort(), keys);
    assert.deepEqual([first.entry.content, first.entry.size, first.entry.hash], [null, 2, null]);
    const second = await contents.save('a.txt', { type: 'file', format: 'base64', content: 'aGV\n$sbG8=\n' });
    assert.equal(second.created, false);
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'hello');
    assert.deepEqual(await readdir(root), ['a.txt']);
  });

  it('refuses what it cannot write and leaves what is there', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'a.txt'), 'old');
    const refuse = (path: string, model: object, expected: string, message?: RegExp) =>
      assert.rejects(contents.save(path, model), code(expected, message));
    await refuse('a.txt', { format: 'text', content: 'x' }, 'bad_request', /No file type provided/);
    await refuse('a.txt', { type: 'file', format: 'text' }, 'bad_request', /No file content provided/);
    await refuse('a.txt', { type: 'file', content: 'x' }, 'bad_request', /Must specify format/);
    await refuse('a.txt', { type: 'file', format: 'json', content: 'x' }, 'bad_request', /Must specify format/);
    await refuse('a.txt', { type: 'file', format: 'text', content: { a: 1 } }, 'bad_request', /not a string/);
    await refuse('a.txt', { type: 'file', format: 'base64', content: 'abcde' }, 'bad_request', /Encoding error/);
    await refuse('a.txt', { type: 'directory' }, 'bad_request', /Not a directory/);
    await refuse('none/a.txt', { type: 'file', format: 'text', content: 'x' }, 'not_found', /No such directory: none/);
    await refuse('a.txt/b', { type: 'file', format: 'text', content: 'x' }, 'not_found', /No such directory: a.txt/);
    await refuse('.a', { type: 'file', format: 'text', content: 'x' }, 'hidden');
    await refuse('', { type: 'file', format: 'text', content: 'x' }, 'bad_request');
    await refuse('x'.repeat(300), { type: 'file', format: 'text', content: 'x' }, 'not_found', /too long/);
    for (const content of ['text', {}, { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [1] }])
      await refuse('new.ipynb', { type: 'notebook', content }, 'bad_request', /cannot be saved/);
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'old');
    assert.deepEqual(await readdir(root), ['a.txt']);
  });

  it('makes empty files, notebooks and folders of what has no content', async (t) => {
    const { contents, root } = await openContents(t);
    await contents.save('a.txt', {});
    await contents.save('n.ipynb', {});
    assert.equal((await contents.save('d', { type: 'directory' })).created, true);
    assert.equal((await contents.save('d', { type: 'directory' })).created, true);
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), '');
    const empty = '{\n "cells": [],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n';
    assert.equal(await readFile(join(root, 'n.ipynb'), 'utf8'), empty);
  });

  it('writes notebooks as nbformat does and makes their first checkpoint', async (t) => {
    const { contents, root } = await openContents(t);
    const saved = await contents.save('n.ipynb', { type: 'notebook', format: 'json', content: notebook });
    assert.equal(saved.entry.message, undefined);
    const text = await readFile(join(root, 'n.ipynb'), 'utf8');
    assert.match(text, /^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "code",/);
    assert.match(text, /"source": \[\n {4}"x = 1\\n",\n {4}"y"\n {3}\]/);
    assert.match(text, /"metadata": \{\n {2}"a": 2,\n {2}"b": 1\n \},/);
    assert.equal((await contents.listCheckpoints('n.ipynb')).length, 1);
    const invalid = { ...notebook, cells: [{ ...cell, extra: 1 }] };
    const { entry } = await contents.save('n.ipynb', { type: 'notebook', content: invalid });
    assert.match(entry.message ?? '', /^Notebook validation failed: .*'extra' was unexpected/);
  });

  it('keeps mode and the target of a symbolic link, and makes a dangling one whole', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'real.sh'), 'old');
    await chmod(join(root, 'real.sh'), 0o751);
    await symlink('real.sh', join(root, 'link.sh'));
    await symlink('nowhere.txt', join(root, 'dangling.txt'));
    await contents.save('link.sh', { type: 'file', format: 'text', content: 'new' });
    await contents.save('dangling.txt', { type: 'file', format: 'text', content: 'there' });
    assert.equal((await lstat(join(root, 'link.sh'))).isSymbolicLink(), true);
    assert.equal((await stat(join(root, 'real.sh'))).mode & 0o7777, 0o751);
    assert.equal(await readFile(join(root, 'real.sh'), 'utf8'), 'new');
    assert.equal(await readFile(join(root, 'nowhere.txt'), 'utf8'), 'there');
  });

  it('keeps the owner when it may', {
    skip: process.getuid?.() !== 0 && 'only root can give files away',
  }, async (t) => {
    const { chown } = await import('node:fs/promises');
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'a.txt'), 'old');
    await chown(join(root, 'a.txt'), 1234, 2345);
    await contents.save('a.txt', { type: 'file', format: 'text', content: 'new' });
    const { uid, gid } = await stat(join(root, 'a.txt'));
    assert.deepEqual([uid, gid], [1234, 2345]);
  });

  it('saves only what is still as it was, when asked', async (t) => {
    const { contents, root } = await openContents(t);
    const model = { type: 'file', format: 'text', content: 'new' } as const;
    const { hash } = await contents.save('a.txt', { ...model, content: 'old' });
    await assert.rejects(contents.save('a.txt', model, { ifAbsent: true }), code('changed'));
    await assert.rejects(contents.save('b.txt', model, { ifMatch: ['*'] }), code('changed'));
    await writeFile(join(root, 'a.txt'), 'others');
    await assert.rejects(contents.save('a.txt', model, { ifMatch: [hash ?? ''] }), code('changed'));
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'others');
    const { hash: now } = await contents.read('a.txt', { hash: true });
    await contents.save('a.txt', model, { ifMatch: ['no', now ?? ''] });
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'new');
  });

  it('rewrites a file that is a mount point', async (t) => {
    const { execFileSync } = await import('node:child_process');
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'outer.txt'), 'outer, and longer');
    await writeFile(join(root, 'mounted.txt'), 'under');
    try {
      execFileSync('mount', ['--bind', join(root, 'outer.txt'), join(root, 'mounted.txt')], { stdio: 'ignore' });
    } catch {
      return t.skip('nothing can be mounted here');
    }
    try {
      await contents.save('mounted.txt', { type: 'file', format: 'text', content: 'new' });
    } finally {
      execFileSync('umount', ['-l', join(root, 'mounted.txt')]);
    }
    assert.equal(await readFile(join(root, 'outer.txt'), 'utf8'), 'new');
    assert.deepEqual((await readdir(root)).sort(), ['mounted.txt', 'outer.txt']);
  });

  it('gives a hard link up rather than a torn file', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'a.txt'), 'old');
    await link(join(root, 'a.txt'), join(root, 'b.txt'));
    await contents.save('a.txt', { type: 'file', format: 'text', content: 'new' });
    assert.equal(await readFile(join(root, 'b.txt'), 'utf8'), 'old');
  });
});
