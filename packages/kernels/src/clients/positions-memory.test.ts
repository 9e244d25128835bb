import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PositionsMemory } from './positions-memory.ts';

type Positions = [session: string, next: number][];

/** Clients that move when the test says so, what is told of them, and what they were restored to. */
function remembering(t: TestContext, remembered?: string) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const told: Positions[] = [];
  const restored: Positions[] = [];
  let positions: Positions = [];
  const memory = new PositionsMemory(
    { remembered, remember: (text) => told.push(JSON.parse(text)) },
    { positions: () => positions, restore: (given) => restored.push([...given] as Positions) },
  );
  const move = (next: number): void => {
    positions = [['tab', next]];
    memory.changed();
  };
  return { memory, told, restored, move };
}

test('positions: a change is told at once, those that follow it every 50 ms', (t) => {
  const { told, move } = remembering(t);
  move(1);
  assert.deepEqual(told, [[['tab', 1]]]);
  for (const next of [2, 3]) move(next);
  t.mock.timers.tick(49);
  assert.equal(told.length, 1);
  t.mock.timers.tick(1);
  assert.deepEqual(told.slice(1), [[['tab', 3]]]);
  t.mock.timers.tick(1000);
  assert.equal(told.length, 2);
});

test('positions: after what was nothing new a change is told within 10 ms', (t) => {
  const { memory, told, move } = remembering(t);
  move(1);
  t.mock.timers.tick(50);
  memory.changed();
  move(2);
  t.mock.timers.tick(10);
  assert.deepEqual(told, [[['tab', 1]], [['tab', 2]]]);
});

test('positions: what was told in between is not told again', (t) => {
  const { memory, told, move } = remembering(t);
  move(1);
  move(2);
  assert.equal(memory.tell(), true);
  assert.equal(memory.tell(), false);
  t.mock.timers.tick(1000);
  assert.deepEqual(told, [[['tab', 1]], [['tab', 2]]]);
});

test('positions: those that another server told are restored, and what is none is not', (t) => {
  const { restored } = remembering(t, JSON.stringify([['tab', 7], ['torn'], 'else']));
  assert.deepEqual(restored, [[['tab', 7]]]);
  t.mock.timers.reset();
  assert.deepEqual(remembering(t, '{').restored, [[]]);
});
