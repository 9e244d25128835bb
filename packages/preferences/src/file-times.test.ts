import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileTimes } from './file-times.ts';

test('times are as Python prints them: microseconds, rounded, left out when zero', () => {
  const second = 1_700_000_000n * 1_000_000_000n;
  const { last_modified, created } = fileTimes({ mtimeNs: second, ctimeNs: second + 1_234_567n });
  assert.deepEqual([last_modified, created], ['2023-11-14T22:13:20+00:00', '2023-11-14T22:13:20.001235+00:00']);
  assert.equal(fileTimes({ mtimeNs: second - 1n, ctimeNs: 0n }).last_modified, '2023-11-14T22:13:20+00:00');
});
