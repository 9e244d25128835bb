import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFrame, writeFrame } from './frames.ts';
import { smallestSize } from './smallest-size.ts';

test('frames are read from text and bytes', () => {
  assert.deepEqual(readFrame('["stdin","ls\\r"]'), { kind: 'stdin', text: 'ls\r' });
  assert.deepEqual(readFrame(Buffer.from('["set_size",52,167,806,1200]')), {
    kind: 'size',
    size: { rows: 52, columns: 167 },
  });
  assert.equal(writeFrame(['disconnect', 1]), '["disconnect",1]');
});

test('what is no frame is nothing; what is no size is no size', () => {
  for (const bad of [
    '',
    '{',
    'null',
    '5',
    '{"0":"stdin"}',
    '[]',
    '["stdin"]',
    '["stdin",null]',
    '[["stdin"],""]',
    '["x"]',
  ])
    assert.equal(readFrame(bad), undefined, bad);
  for (const bad of ['0,0', '-1,1.5', 'null,null', '"5",[]', '10001,1e9', ''])
    assert.deepEqual(readFrame(`["set_size"${bad && `,${bad}`}]`), {
      kind: 'size',
      size: { rows: undefined, columns: undefined },
    });
});

test('the smallest size counts, of those that are known', () => {
  const none = { rows: undefined, columns: undefined };
  assert.deepEqual(smallestSize([none, { rows: 5, columns: 9 }, { rows: 7, columns: 8 }]), { rows: 5, columns: 8 });
  assert.equal(smallestSize([none]), undefined);
  assert.equal(smallestSize([]), undefined);
  assert.equal(smallestSize([{ rows: 5, columns: undefined }]), undefined);
});
