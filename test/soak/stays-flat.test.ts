import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from './soak.ts';

const skip = process.platform === 'linux' ? false : 'reads /proc';

test('three users work for a minute: no line is lost, memory and files stay flat', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { rounds, growth } = await soak({
    minutes: 1,
    users: 3,
    kernels: ['typescript'],
    say: () => undefined,
  });
  t.diagnostic(`${rounds} rounds`);
  assert.ok(rounds > 5, `${rounds} rounds`);
  assert.deepEqual(growth, []);
});
