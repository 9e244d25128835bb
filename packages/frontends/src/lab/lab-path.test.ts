import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLabPath } from './lab-path.ts';

test('workspace and path of a page', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['', 'default', ''],
    ['tree', 'default', ''],
    ['tree/a b/ü.ipynb', 'default', 'a b/ü.ipynb'],
    ['workspaces/foo', 'foo', ''],
    ['workspaces/foo-1_2/tree/x/y', 'foo-1_2', 'x/y'],
    ['tree/tree/workspaces', 'default', 'tree/workspaces'],
  ];
  for (const [path, workspace, treePath] of cases) assert.deepEqual(parseLabPath(path), { workspace, treePath }, path);
});

test('anything else is no page', () => {
  for (const path of ['trees', 'x', 'workspaces', 'workspaces/a b', 'workspaces/a/b', 'x/tree/y', 'workspaces/atree/b'])
    assert.equal(parseLabPath(path), undefined, path);
});
