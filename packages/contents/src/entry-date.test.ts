import assert from 'node:assert/strict';
import { it } from 'node:test';
import { entryDate } from './entry-date.ts';

it('has microseconds, unless they are zero, also before 1970; impossible times are the epoch', () => {
  const dates: [bigint, string][] = [
    [0n, '1970-01-01T00:00:00Z'],
    [1_700_000_000_123_456_789n, '2023-11-14T22:13:20.123456Z'],
    [1_700_000_000_000_001_000n, '2023-11-14T22:13:20.000001Z'],
    [1_700_000_000_000_000_999n, '2023-11-14T22:13:20Z'],
    [-1n, '1969-12-31T23:59:59.999999Z'],
    [-1_500_000_000n, '1969-12-31T23:59:58.500000Z'],
    [10n ** 30n, '1970-01-01T00:00:00Z'],
    [253_402_300_800n * 10n ** 9n, '1970-01-01T00:00:00Z'],
  ];
  for (const [nanoseconds, expected] of dates) assert.equal(entryDate(nanoseconds), expected);
});
