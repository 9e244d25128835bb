import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRange } from './version-range.ts';

const cases: readonly (readonly [string, string, boolean | undefined])[] = [
  ['0.1.0', '^0.1.0', true],
  ['0.1.9', '^0.1.0', true],
  ['0.2.0', '^0.1.0', false],
  ['0.0.4', '^0.0.3', false],
  ['1.9.0', '^1.2', true],
  ['1.1.9', '^1.2', false],
  ['2.0.0', '^1', false],
  ['0.9.0', '^0', true],
  ['1.2.9', '~1.2.3', true],
  ['1.3.0', '~1.2.3', false],
  ['1.9.0', '~1', true],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '=1.2.3', false],
  ['1.2.4', '1.2', true],
  ['1.3.0', '1.2.x', false],
  ['7.0.0', '*', true],
  ['7.0.0', '', true],
  ['0.5.0', '>=0.1 <1', true],
  ['1.0.0', '>= 0.1 < 1', false],
  ['1.2.9', '>1.2', false],
  ['1.3.0', '>1.2', true],
  ['1.2.9', '<=1.2', true],
  ['3.0.0', '^1 || ^3', true],
  ['2.0.0', '^1 || ^3', false],
  ['1.0.0-rc.1', '^1.0.0', true],
  ['1.0.0', 'newest', undefined],
  ['1.0.0', '^1 || soon', undefined],
  ['one', '^1', undefined],
];
for (const [version, range, expected] of cases)
  test(`${version} in '${range}': ${expected}`, () => assert.equal(inRange(version, range), expected));
