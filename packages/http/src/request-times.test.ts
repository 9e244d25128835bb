import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestTimes } from './request-times.ts';

test('buckets count all that took no longer, also what took longer than any', () => {
  const times = new RequestTimes();
  for (const seconds of [0.001, 0.005, 0.3, 60]) times.add('GET', '/api', 200, seconds);
  times.add('GET', '/api', 404, 1);
  const [ok, missing] = times.list();
  assert.equal(ok?.count, 4);
  assert.equal(ok?.seconds, 60.306);
  assert.equal(missing?.status, 404);
  const upTo = (end: number): number | undefined => ok?.buckets.find((bucket) => bucket.end === end)?.count;
  assert.deepEqual([0.005, 0.25, 0.5, 10].map(upTo), [2, 2, 3, 3]);
});
