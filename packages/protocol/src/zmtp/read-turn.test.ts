import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ReadTurn } from './read-turn.ts';

function read(reading: ReadTurn): number {
  let reads = 1;
  while (!reading.isOver()) reads++;
  return reads;
}

it('a turn is over after a while, and the next one begins in the next turn of the event loop', async () => {
  let went = 0;
  const reading = new ReadTurn(() => went++);
  assert.ok(read(reading) > 1);
  assert.ok(reading.isOver());
  await turn();
  assert.equal(went, 1);
  assert.ok(read(reading) > 1);
  await turn();
  assert.equal(went, 2);
});

it('who reads little is not told to go on: it never stopped', async () => {
  let went = 0;
  const reading = new ReadTurn(() => went++);
  assert.equal(reading.isOver(), false);
  await turn();
  assert.equal(reading.isOver(), false);
  await turn();
  assert.equal(went, 0);
});
