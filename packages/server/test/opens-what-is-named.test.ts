import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

function homeWithNotes(): Home {
  const home = new Home();
  mkdirSync(join(home.root, 'my notes'));
  writeFileSync(
    join(home.root, 'my notes/ü 1.ipynb'),
    '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
  );
  return home;
}

const cases: readonly (readonly [words: readonly string[], root: string, page: string])[] = [
  [['my notes'], 'my notes', ''],
  [['my notes/ü 1.ipynb'], 'my notes', '/lab/tree/%C3%BC%201.ipynb'],
  [['lab', 'my notes/ü 1.ipynb', '--root-dir=.'], '', '/lab/tree/my%20notes/%C3%BC%201.ipynb'],
  [['notebook', 'my notes', '--root-dir=.'], '', '/tree/my%20notes'],
  [['nbclassic', 'my notes/ü 1.ipynb'], 'my notes', '/nbclassic/tree/%C3%BC%201.ipynb'],
  [['lab', 'my notes', '--root-dir=.', '--default-url=/lab'], '', '/lab'],
];

test('a file or folder that is named is served and opened', async () => {
  using home = homeWithNotes();
  const shown = cases.map(async ([words, root, page]) => {
    const { stdout } = await home.run(['config', 'show', ...words, '--json']);
    const { contents, frontends } = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
    assert.deepEqual([contents?.rootDir, frontends?.defaultUrl], [join(home.root, root), page]);
  });
  await Promise.all(shown);
});

test('himalia start FILE prints the page of that file', async () => {
  using home = homeWithNotes();
  await using server = await home.start(['start', 'my notes/ü 1.ipynb', '--port=0', '--no-browser']).ready();
  await server.says(/\/lab\/tree\/%C3%BC%201\.ipynb\?token=/);
  const { name } = await server.json<{ name: string }>(`api/contents/${encodeURIComponent('ü 1.ipynb')}?content=0`);
  assert.equal(name, 'ü 1.ipynb');
});
