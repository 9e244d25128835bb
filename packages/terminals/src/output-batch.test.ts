import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { OutputBatch } from './output-batch.ts';

test('the first piece goes at once, what follows closely goes together, nothing is lost', async () => {
  const sent: string[] = [];
  const batch = new OutputBatch((text) => sent.push(text));
  batch.add('a');
  assert.deepEqual(sent, ['a']);
  for (const text of ['b', 'c', 'd']) batch.add(text);
  await delay(100);
  assert.equal(sent.join(''), 'abcd');
  assert.ok(sent.length < 4);
});

test('much is not held back, and what waits can be sent early', () => {
  const sent: string[] = [];
  const batch = new OutputBatch((text) => sent.push(text));
  batch.add('a');
  batch.add('x'.repeat(100_000));
  assert.equal(sent.join('').length, 100_001);
  batch.add('b');
  batch.flush();
  batch.flush();
  assert.equal(sent.at(-1), 'b');
});
