import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trimSlashes } from './trim-slashes.ts';

test('slashes go at both ends, not within', () => {
  for (const [text, trimmed] of [
    ['', ''],
    ['/', ''],
    ['///', ''],
    ['a', 'a'],
    ['//a//b//', 'a//b'],
  ] as const)
    assert.equal(trimSlashes(text), trimmed);
});
