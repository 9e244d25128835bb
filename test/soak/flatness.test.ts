import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthIn, type Sample, trendOf } from './flatness.ts';

const samples = (memory: (at: number) => number, files: (at: number) => number): Sample[] =>
  Array.from({ length: 90 }, (_, at) => ({ at, memory: memory(at), files: files(at) }));

test('what warms up and then stays is flat', () => {
  const flat = samples(
    (at) => (at < 30 ? 60 + at : 90 + (at % 7)),
    (at) => 30 + (at % 3),
  );
  assert.deepEqual(growthIn(trendOf(flat)), []);
});

test('what goes on growing is not', () => {
  const growing = samples(
    (at) => 60 + at,
    (at) => 20 + Math.floor(at / 5),
  );
  assert.equal(growthIn(trendOf(growing)).length, 2);
});
