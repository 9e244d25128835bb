import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.ts';

test('turns are taken in the order of asking', async () => {
  const turns = new Turns({ waiting: 10, milliseconds: 60_000 });
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3].map(async (number) => {
      await turns.take();
      await new Promise((resolve) => setImmediate(resolve));
      order.push(number);
      turns.give();
    }),
  );
  assert.deepEqual(order, [1, 2, 3]);
  await turns.take();
});

test('a wait that is too long, and one too many, are refused; the turn is not lost by it', async () => {
  const turns = new Turns({ waiting: 1, milliseconds: 10 });
  await turns.take();
  const late = turns.take();
  await assert.rejects(turns.take(), { code: 'busy', message: /1 uses of the database wait already/ });
  await assert.rejects(late, { code: 'busy', message: /only its own handle/ });
  turns.give();
  await turns.take();
});
