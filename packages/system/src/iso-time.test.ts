import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoTime } from './iso-time.ts';

test('times have six digits after the seconds, or none', () => {
  assert.equal(isoTime(new Date(1_700_000_000_123)), '2023-11-14T22:13:20.123000Z');
  assert.equal(isoTime(new Date(1_700_000_000_000)), '2023-11-14T22:13:20Z');
});
