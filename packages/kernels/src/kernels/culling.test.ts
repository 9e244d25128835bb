import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedIdleMs, type CullingRules } from './culling.ts';

const rules: CullingRules = {
  idleSeconds: 600,
  everySeconds: 300,
  connected: false,
  presenceSeconds: 0,
  busy: false,
  unseen: false,
  startSeconds: 60,
  graceSeconds: 7200,
};

test('culling: a kernel stays at least as long as it worked, within bounds', () => {
  assert.equal(allowedIdleMs(undefined, 1000, rules), 600_000);
  assert.equal(allowedIdleMs(undefined, 3_600_000, rules), 3_600_000);
  assert.equal(allowedIdleMs(undefined, 90_000_000, rules), 7_200_000);
  assert.equal(allowedIdleMs(undefined, 3_600_000, { ...rules, graceSeconds: 0 }), 600_000);
});

test('culling: a kernelspec has the last word, and 0 is never', () => {
  assert.equal(allowedIdleMs(60, 0, rules), 60_000);
  assert.equal(allowedIdleMs(0, 0, rules), 0);
  assert.equal(allowedIdleMs(60, 0, { ...rules, idleSeconds: 0 }), 60_000);
  assert.equal(allowedIdleMs('60', 0, { ...rules, idleSeconds: 0 }), 0);
});
