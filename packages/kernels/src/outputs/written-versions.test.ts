import assert from 'node:assert/strict';
import { it } from 'node:test';
import { WrittenVersions } from './written-versions.ts';

const version = (number: number) => ({ hash: `h${number}`, modified: `t${number}` });

it('tells which cells were written since a version, known by its hash or its time', () => {
  const versions = new WrittenVersions();
  versions.wrote('n', version(0), version(1), ['a']);
  versions.wrote('n', version(1), version(2), ['a', 'b']);
  const both = { now: version(2), cells: new Set(['a', 'b']) };
  assert.deepEqual(versions.since('n', { hash: 'h0' }), both);
  assert.deepEqual(versions.since('n', { hash: 'h1', modified: 'unknown' }), both);
  assert.deepEqual(versions.since('n', { modified: 't0' }), both);
  assert.equal(versions.since('n', version(2)), undefined);
  assert.equal(versions.since('n', { hash: 'other', modified: 't0' }), undefined);
  assert.equal(versions.since('n', {}), undefined);
  assert.equal(versions.since('m', version(0)), undefined);
});

it('forgets what lies before a change of somebody else', () => {
  const versions = new WrittenVersions();
  versions.wrote('n', version(0), version(1), ['a']);
  versions.wrote('n', version(5), version(6), ['b']);
  assert.equal(versions.since('n', version(0)), undefined);
  assert.deepEqual(versions.since('n', version(5)), { now: version(6), cells: new Set(['b']) });
  versions.forget('n');
  assert.equal(versions.since('n', version(5)), undefined);
});
