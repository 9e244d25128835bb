import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareIds, parseId } from './setting-id.ts';

test('ids name a package, perhaps with a scope, and a plugin', () => {
  assert.deepEqual(parseId('@jupyterlab/apputils-extension:themes'), {
    package: '@jupyterlab/apputils-extension',
    plugin: 'themes',
  });
  assert.deepEqual(parseId('jupyterlab_pygments:plugin.a'), { package: 'jupyterlab_pygments', plugin: 'plugin.a' });
});

test('what could lead elsewhere is no id', () => {
  const bad = [
    '',
    'a',
    'a:',
    ':b',
    'a:b:c',
    'a/b:c',
    '../a:b',
    '..:b',
    'a:..',
    '@../a:b',
    '@a/..:b',
    'a:b/c',
    'a\\b:c',
  ];
  for (const id of [...bad, 'a\0:b', '@a/b/c:d', '/a:b', '.:b']) assert.equal(parseId(id), undefined, id);
});

test('the order is descending', () => {
  assert.deepEqual(['b:x', '@a/b:y', 'c:z', 'b:x'].sort(compareIds), ['c:z', 'b:x', 'b:x', '@a/b:y']);
});
