import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerFrameReader } from './server-frame-reader.ts';
import { frameBinary } from './server-frames.ts';

const payloads = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((size) => Buffer.alloc(size, size % 251));

test('server frames: what was framed is read again, of every size, in the blocks as they were written', () => {
  const reader = new ServerFrameReader();
  assert.deepEqual(
    frameBinary(payloads).flatMap((block) => reader.read(block)),
    payloads,
  );
});

test('server frames: blocks may be cut anywhere', () => {
  const bytes = Buffer.concat(frameBinary(payloads.slice(0, 4)));
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new ServerFrameReader();
    const read = [...reader.read(bytes.subarray(0, cut)), ...reader.read(bytes.subarray(cut))];
    assert.deepEqual(read, payloads.slice(0, 4));
  }
});
