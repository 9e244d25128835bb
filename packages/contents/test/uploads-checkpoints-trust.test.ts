import assert from 'node:assert/strict';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { eventually } from '@himalia/testing';
import { ChunkedUploads } from '../src/chunked-uploads.ts';
import { TrustStore } from '../src/trust-store.ts';
import { code, openContents, temporaryFolder } from './temporary-root.ts';

const piece = (content: string, chunk: number) => ({ type: 'file', format: 'text', content, chunk }) as const;

describe('upload in pieces', () => {
  it('shows the file when the last piece is there, and not before', async (t) => {
    const { contents, root } = await openContents(t);
    const first = await contents.save('up.bin', piece('one', 1));
    assert.deepEqual([first.created, first.entry.path, first.entry.size], [true, 'up.bin', 3]);
    assert.equal((await contents.save('up.bin', piece('two', 2))).created, false);
    assert.equal(await contents.exists('up.bin'), false);
    const last = await contents.save('up.bin', { ...piece('dGhyZWU=', -1), format: 'base64' });
    assert.deepEqual([last.created, last.entry.size], [false, 11]);
    assert.equal(await readFile(join(root, 'up.bin'), 'utf8'), 'onetwothree');
    assert.deepEqual(await readdir(root), ['up.bin']);
  });

  it('replaces a file, also a notebook, as a whole', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'n.ipynb'), 'old');
    assert.equal((await contents.save('n.ipynb', piece('a', 1))).created, false);
    assert.equal(await readFile(join(root, 'n.ipynb'), 'utf8'), 'old');
    await contents.save('n.ipynb', piece('b', -1));
    assert.equal(await readFile(join(root, 'n.ipynb'), 'utf8'), 'ab');
  });

  it('refuses pieces out of order, without a beginning, and of notebooks', async (t) => {
    const { contents, root } = await openContents(t);
    await assert.rejects(contents.save('a', piece('x', 2)), code('bad_request', /start again with chunk 1/));
    await assert.rejects(contents.save('a', piece('x', -1)), code('bad_request', /start again with chunk 1/));
    await contents.save('a', piece('x', 1));
    await assert.rejects(contents.save('a', piece('x', 3)), code('bad_request', /Expected chunk 2/));
    await assert.rejects(
      contents.save('b', { ...piece('x', 1), type: 'notebook' }),
      code('bad_request', /not supported/),
    );
    await contents[Symbol.asyncDispose]();
    assert.deepEqual(await readdir(root), []);
  });

  it('is dropped when nothing comes, and there are not too many at once', async (t) => {
    const folder = await temporaryFolder(t);
    await using uploads = new ChunkedUploads(1, 50);
    await uploads.add(join(folder, 'a'), 'a', 1, Buffer.from('x'));
    await assert.rejects(uploads.add(join(folder, 'b'), 'b', 1, Buffer.from('x')), code('bad_request', /More than 1/));
    await eventually('nothing left', async () => (await readdir(folder)).length === 0);
    await uploads.add(join(folder, 'b'), 'b', 1, Buffer.from('x'));
  });
});

describe('checkpoints', () => {
  it('lie where Jupyter keeps them, with the time of the file', async (t) => {
    const { contents, root } = await openContents(t);
    await writeFile(join(root, 'a.tar.gz'), 'one');
    await utimes(join(root, 'a.tar.gz'), 1_600_000_000, 1_600_000_000);
    assert.deepEqual(await contents.listCheckpoints('a.tar.gz'), []);
    assert.deepEqual(await readdir(root), ['a.tar.gz']);
    const made = await contents.createCheckpoint('a.tar.gz');
    assert.deepEqual(made, { id: 'checkpoint', last_modified: '2020-09-13T12:26:40Z' });
    assert.deepEqual(await contents.listCheckpoints('a.tar.gz'), [made]);
    assert.deepEqual(await readdir(join(root, '.ipynb_checkpoints')), ['a.tar-checkpoint.gz']);
    await writeFile(join(root, 'a.tar.gz'), 'two');
    await contents.restoreCheckpoint('a.tar.gz', 'checkpoint');
    assert.equal(await readFile(join(root, 'a.tar.gz'), 'utf8'), 'one');
    await contents.deleteCheckpoint('a.tar.gz', 'checkpoint');
    await assert.rejects(contents.deleteCheckpoint('a.tar.gz', 'checkpoint'), code('not_found'));
  });

  it('of what is not there are not found, and nothing is made', async (t) => {
    const { contents, root } = await openContents(t);
    assert.deepEqual(await contents.listCheckpoints('none.ipynb'), []);
    await assert.rejects(contents.createCheckpoint('none.ipynb'), code('not_found'));
    await assert.rejects(contents.createCheckpoint(''), code('bad_request'));
    await contents.save('a.txt', {});
    await assert.rejects(contents.restoreCheckpoint('a.txt', 'checkpoint'), code('not_found', /a.txt@checkpoint/));
    await assert.rejects(contents.restoreCheckpoint('a.txt', 'other'), code('not_found'));
    assert.deepEqual(await readdir(root), ['a.txt']);
  });
});

describe('trust', () => {
  const rich = { output_type: 'display_data', data: { 'text/html': '<b>' }, metadata: {} };
  const withOutput = (output: object, metadata: object = {}) => ({
    cells: [{ cell_type: 'code', id: 'a', metadata, source: '', outputs: [output], execution_count: null }],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });
  type Notebook = { cells: { metadata: { trusted?: boolean } }[] };
  const trusted = (entry: { content: unknown }) => (entry.content as Notebook).cells[0]?.metadata.trusted;

  it('is given to saves without rich output, to trusted cells, and by the user', async (t) => {
    const { contents, root, state } = await openContents(t);
    await contents.save('n.ipynb', {
      type: 'notebook',
      content: withOutput({ output_type: 'stream', name: 'stdout', text: 'x' }),
    });
    assert.equal(trusted(await contents.read('n.ipynb')), true);
    await contents.save('n.ipynb', { type: 'notebook', content: withOutput(rich) });
    assert.equal(trusted(await contents.read('n.ipynb')), false);
    await contents.trust('n.ipynb');
    assert.equal(trusted(await contents.read('n.ipynb')), true);
    await contents.save('n.ipynb', {
      type: 'notebook',
      content: withOutput({ ...rich, metadata: { a: 1 } }, { trusted: true }),
    });
    assert.equal(trusted(await contents.read('n.ipynb')), true);
    assert.doesNotMatch(await readFile(join(root, 'n.ipynb'), 'utf8'), /trusted/);
    const text = await readFile(join(root, 'n.ipynb'), 'utf8');
    await writeFile(join(root, 'n.ipynb'), text.replace('<b>', '<i>'));
    assert.equal(trusted(await contents.read('n.ipynb')), false);
    assert.equal((await stat(join(state, 'notebook-secret'))).mode & 0o777, 0o600);
    await assert.rejects(contents.trust('none.ipynb'), code('not_found'));
    await writeFile(join(root, 'bad.ipynb'), '{');
    await assert.rejects(contents.trust('bad.ipynb'), code('bad_request', /Unreadable Notebook/));
  });

  it('is shared by servers of one user, and bounded', async (t) => {
    const folder = await temporaryFolder(t);
    const [one, two] = [new TrustStore(folder, 8), new TrustStore(folder, 8)];
    const hash = (number: number) => String(number).padStart(64, '0');
    await one.add(hash(0));
    assert.equal(await two.has(hash(0)), true);
    assert.equal(await two.has(hash(1)), false);
    for (let number = 1; number <= 8; number++) await two.add(hash(number));
    assert.equal(await one.has(hash(8)), true);
    assert.equal(await one.has(hash(0)), false);
    assert.equal((await readFile(join(folder, 'notebook-signatures'), 'utf8')).trim().split('\n').length, 7);
  });
});
