import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestartPolicy } from './restart-policy.ts';

const limits = { enabled: true, restarts: 5, pauseMs: 250 };
const quick = { wasReady: true, ageMs: 1000 };

test('restart policy: five times in a row, after growing pauses, on new ports', () => {
  const policy = new RestartPolicy(limits);
  const pauses = Array.from({ length: 5 }, () => policy.judge(quick)).map(
    (verdict) => verdict.restart && verdict.pauseMs,
  );
  assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000]);
  assert.deepEqual(policy.judge(quick), { restart: false });
});

test('restart policy: a kernel that lived a while starts counting anew, on its old ports', () => {
  const policy = new RestartPolicy(limits);
  for (let index = 0; index < 20; index++) {
    assert.deepEqual(policy.judge({ wasReady: true, ageMs: 20_000 }), { restart: true, pauseMs: 250, newPorts: false });
  }
});

test('restart policy: what never became ready is tried twice, however long it took', () => {
  const policy = new RestartPolicy(limits);
  assert.ok(policy.judge({ wasReady: false, ageMs: 60_000 }).restart);
  assert.ok(!policy.judge({ wasReady: false, ageMs: 60_000 }).restart);
});

test('restart policy: can be turned off', () => {
  assert.ok(!new RestartPolicy({ ...limits, enabled: false }).judge(quick).restart);
});
