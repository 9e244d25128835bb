import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Frame, FrameError, FrameReader, frameHead, frameKinds } from './frame.ts';

const kind = fc.constantFrom(...Object.values(frameKinds));
const frames = fc.array(fc.record({ kind, payload: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 8 });

function encoded({ kind, payload }: { kind: Frame['kind']; payload: Uint8Array }): Buffer {
  return Buffer.concat([frameHead(kind, payload.length), payload]);
}

test('frames come out as they went in, wherever the stream is cut', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(40), { minLength: 1 }), (given, cuts) => {
      const bytes = Buffer.concat(given.map(encoded));
      const reader = new FrameReader();
      const seen: Frame[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const end = at + 1 + (cuts[turn % cuts.length] ?? 0);
        seen.push(...reader.feed(bytes.subarray(at, end)));
        at = end;
      }
      assert.deepEqual(
        seen.map(({ kind, payload }) => ({ kind, payload: [...payload] })),
        given.map(({ kind, payload }) => ({ kind, payload: [...payload] })),
      );
    }),
  );
});

test('whatever comes, a reader throws FrameError or waits for more', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        for (const { payload } of new FrameReader().feed(Buffer.from(bytes))) assert.ok(payload.length <= bytes.length);
      } catch (error) {
        assert.ok(error instanceof FrameError);
      }
    }),
  );
});

test('a length beyond the limit is refused before anything is kept', () => {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(17 * 1024 * 1024, 0);
  head.writeUInt8(frameKinds.json, 4);
  assert.throws(() => [...new FrameReader().feed(head)], FrameError);
  assert.throws(() => frameHead(frameKinds.json, 17 * 1024 * 1024), FrameError);
});
