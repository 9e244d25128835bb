import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

test('so many run at a time, others in the order of asking; one too many is refused', async () => {
  const slots = new Slots(2, 2);
  const gate = Promise.withResolvers<void>();
  const started: number[] = [];
  const work = (number: number) => async () => {
    started.push(number);
    await gate.promise;
    if (number === 2) throw new Error('on purpose');
    return number;
  };
  const running = [1, 2, 3, 4].map((number) => slots.run(work(number), never));
  assert.deepEqual(started, [1, 2]);
  await assert.rejects(slots.run(work(5), never), { code: 'busy' });
  gate.resolve();
  const results = await Promise.allSettled(running);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  assert.deepEqual(started, [1, 2, 3, 4]);
  assert.equal(await slots.run(async () => 6, never), 6);
});

test('what was given up while it waited does not run', async () => {
  const slots = new Slots(1, 1);
  const first = Promise.withResolvers<void>();
  const running = slots.run(() => first.promise, never);
  const gone = new AbortController();
  const waiting = slots.run(() => assert.fail('it ran'), gone.signal);
  gone.abort(new Error('gone'));
  first.resolve();
  await running;
  await assert.rejects(waiting, /gone/);
});
