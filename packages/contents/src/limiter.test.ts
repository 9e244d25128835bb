import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Limiter } from './limiter.ts';

it('runs no more than the limit, everybody in order, also when some fail', async () => {
  const limiter = new Limiter(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number): Promise<void> =>
    limiter.run(async () => {
      begun.push(number);
      most = Math.max(most, ++running);
      await turn();
      running--;
      if (number % 3 === 0) throw new Error('fails');
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map(work));
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(most, 2);
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 3);
  await limiter.run(turn);
});
