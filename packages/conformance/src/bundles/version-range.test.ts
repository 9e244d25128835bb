import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRange } from './version-range.ts';

test('a caret takes what is compatible, an exact version itself only', () => {
  const cases: readonly [string, string, boolean][] = [
    ['1.0.0', '^1.0.0', true],
    ['1.2.0', '^1.0.3', true],
    ['1.0.2', '^1.0.3', false],
    ['2.0.0', '^1.0.0', false],
    ['0.2.5', '^0.2.1', true],
    ['0.3.0', '^0.2.1', false],
    ['0.0.3', '^0.0.3', true],
    ['0.0.4', '^0.0.3', false],
    ['1.2.3', '1.2.3', true],
    ['1.2.4', '1.2.3', false],
    ['', '^1.0.0', false],
    ['10.0.0', '^1.0.0', false],
  ];
  for (const [version, range, expected] of cases)
    assert.equal(inRange(version, range), expected, `${version} ${range}`);
});

test('another form of range is an error, not a no', () => {
  assert.throws(() => inRange('1.0.0', '>=1'), /'>=1' is no range/);
});
