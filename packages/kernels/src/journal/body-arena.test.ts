import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BodyArena } from './body-arena.ts';

test('arena: what is kept is never written again, what is not is used again', () => {
  const body = fc.record({
    rooms: fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 3 }),
    kept: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(body, { maxLength: 40 }), (bodies) => {
      const arena = new BodyArena();
      const kept: { readonly bytes: Buffer; readonly value: number }[] = [];
      for (const [value, { rooms, kept: keeps }] of bodies.entries()) {
        arena.begin();
        const pieces = rooms.map((size) => arena.room(size).fill(value));
        assert.deepEqual(
          pieces.map(({ length }) => length),
          rooms,
        );
        if (keeps) kept.push(...pieces.map((bytes) => ({ bytes, value })));
        arena.end(keeps);
      }
      for (const { bytes, value } of kept) assert.ok(bytes.every((byte) => byte === value));
    }),
    { numRuns: 50 },
  );
});

test('arena: bodies that nobody keeps lie in the same memory', () => {
  const arena = new BodyArena();
  const memories = new Set<ArrayBufferLike>();
  for (let round = 0; round < 1000; round++) {
    arena.begin();
    memories.add(arena.room(70_000).buffer);
    arena.end(false);
  }
  assert.equal(memories.size, 1);
});
