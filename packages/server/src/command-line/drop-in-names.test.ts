import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { argumentsFor } from './drop-in-names.ts';

test('by its own name the arguments stay as they are', () => {
  for (const program of ['/usr/bin/himalia', '/x/himalia.js', ''])
    assert.deepEqual(argumentsFor(program, ['start', 'lab']), ['start', 'lab']);
});

test("Jupyter's names start their remix; what is known of them besides goes through", () => {
  assert.deepEqual(argumentsFor('/b/jupyter-lab', ['--port=1']), ['start', 'lab', '--port=1']);
  assert.deepEqual(argumentsFor('jupyter-notebook', []), ['start', 'notebook']);
  assert.deepEqual(argumentsFor('jupyter-server', ['--debug']), ['start', 'full', '--debug']);
  assert.deepEqual(argumentsFor('jupyter-server', ['list', '--json']), ['list', '--json']);
  assert.deepEqual(argumentsFor('jupyter-lab', ['--version']), ['--version']);
});

test('a folder becomes the root, a file is opened in its folder', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-names-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a b.ipynb');
  writeFileSync(file, '{}');
  assert.deepEqual(argumentsFor('jupyter-lab', [folder, '-y']), ['start', 'lab', `--root-dir=${folder}`, '-y']);
  const opened = (name: string): unknown => argumentsFor(name, [file]).at(-1);
  assert.equal(opened('jupyter-lab'), '--default-url=/lab/tree/a%20b.ipynb');
  assert.equal(opened('jupyter-notebook'), '--default-url=/notebooks/a%20b.ipynb');
});
