import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkClock } from './work-clock.ts';

test('work clock: stretches of work that follow each other closely are one', () => {
  let now = 1_000_000;
  const clock = new WorkClock(() => now);
  const work = (ms: number): void => {
    clock.began();
    now += ms;
    clock.ended();
  };
  work(3_600_000);
  now += 1000;
  work(10);
  assert.equal(clock.workedMs, 3_600_010);
  now += 100_000;
  work(10);
  assert.equal(clock.workedMs, 10);
});

test('work clock: idle since the last activity, unasked since the last request', () => {
  let now = 0;
  const clock = new WorkClock(() => now);
  now = 500;
  clock.asked();
  now = 800;
  clock.active();
  now = 1000;
  assert.deepEqual([clock.idleMs, clock.unaskedMs, clock.leftMs], [200, 500, Number.POSITIVE_INFINITY]);
  clock.left();
  now = 1100;
  assert.deepEqual([clock.idleMs, clock.leftMs], [300, 100]);
  clock.active(900);
  assert.equal(clock.idleMs, 900);
});
