import assert from 'node:assert/strict';
import { it } from 'node:test';
import { WrittenVersions } from './written-versions.ts';

it('tells which cells were written since a version', () => {
  const versions = new WrittenVersions();
  versions.wrote('n', 'h0', 'h1', ['a']);
  versions.wrote('n', 'h1', 'h2', ['a', 'b']);
  assert.deepEqual(versions.since('n', 'h0'), { hash: 'h2', cells: new Set(['a', 'b']) });
  assert.deepEqual(versions.since('n', 'h1'), { hash: 'h2', cells: new Set(['a', 'b']) });
  assert.equal(versions.since('n', 'h2'), undefined);
  assert.equal(versions.since('n', 'other'), undefined);
  assert.equal(versions.since('m', 'h0'), undefined);
});

it('forgets what lies before a change of somebody else', () => {
  const versions = new WrittenVersions();
  versions.wrote('n', 'h0', 'h1', ['a']);
  versions.wrote('n', 'saved', 'h2', ['b']);
  assert.equal(versions.since('n', 'h0'), undefined);
  assert.deepEqual(versions.since('n', 'saved'), { hash: 'h2', cells: new Set(['b']) });
  versions.forget('n');
  assert.equal(versions.since('n', 'saved'), undefined);
});
