import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceFileName } from './workspace-file-name.ts';

// Measured with jupyterlab_server.
const names: readonly (readonly [string, string])[] = [
  ['default', 'default-37a8'],
  ['foo', 'foo-2c26'],
  ['/foo', 'foo-2c26'],
  ['a b/c', 'a-bc-5391'],
  ['Ünï', 'n-2169'],
  ['a.b@c', 'abc-9455'],
  ['ﬁ½', 'fi12-4602'],
  ['İx', 'ix-3020'],
  ['Upper Case  --x', 'upper-case-x-b49d'],
  ['x'.repeat(200), `${'x'.repeat(102)}-aa20`],
];

test('file names are those of jupyterlab_server', () => {
  for (const [name, file] of names) assert.equal(workspaceFileName(name), `${file}.jupyterlab-workspace`);
});

test('no name leads out of the folder', () => {
  for (const name of ['../../etc/passwd', '..%2f..%2fx', '.', 'a\0b', '%', 'C:\\x', '\ud800'])
    assert.match(workspaceFileName(name), /^[\w-]{0,102}-[0-9a-f]{4}\.jupyterlab-workspace$/, name);
});
