import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRow, ReadArena } from './read-arena.ts';

/** As node:net does: the room is asked for before each read. */
function read(arena: ReadArena, bytes: Uint8Array): Buffer {
  const room = arena.room();
  const length = Math.min(bytes.length, room.length);
  room.set(bytes.subarray(0, length));
  return arena.take(length);
}

describe('ReadArena', () => {
  it('puts reads in a row and never writes over what was read', () => {
    const arena = new ReadArena();
    const chunks = Array.from({ length: 200 }, (_, index) => read(arena, Buffer.alloc(700, index)));
    for (const [index, chunk] of chunks.entries()) assert.deepEqual(chunk, Buffer.alloc(700, index));
    const rows = chunks.slice(1).filter((chunk, index) => isRow(chunks[index] ?? chunk, chunk));
    assert.ok(rows.length > 150, `${rows.length} of 199 follow the one before`);
  });

  it('takes more at once for a peer that fills its room, up to a bound, and little for others', () => {
    const arena = new ReadArena();
    const lengths = Array.from({ length: 50 }, () => read(arena, Buffer.alloc(2 ** 22)).length);
    assert.equal(lengths[0], 16_384);
    assert.equal(Math.max(...lengths), 256 * 1024);
    const quiet = new ReadArena();
    assert.equal(read(quiet, Buffer.alloc(10)).buffer.byteLength, 16_384);
  });
});

describe('ReadArena, used again', () => {
  const memories = (kept: (index: number) => boolean, pending: number): number => {
    const arena = new ReadArena();
    const seen = new Set<ArrayBufferLike>();
    for (let index = 0; index < 1000; index++) {
      seen.add(read(arena, Buffer.alloc(4000)).buffer);
      arena.used(kept(index), pending);
    }
    return seen.size;
  };

  it('goes on in two memories when nobody keeps what was read', () => {
    assert.equal(
      memories(() => false, 100),
      2,
    );
  });

  it('never writes over what is kept, or still needed', () => {
    const each = memories(() => true, 0);
    assert.ok(each > 200, `${each} memories`);
    assert.equal(
      memories(() => false, 1e6),
      each,
    );
    const few = memories((index) => index < 500, 0);
    assert.ok(few >= each / 2 && few < each / 2 + 5, `${few} memories`);
  });

  it('keeps what may have been kept, and reads the rest into the same', () => {
    const arena = new ReadArena();
    const kept: { readonly chunk: Buffer; readonly value: number }[] = [];
    for (let index = 0; index < 3000; index++) {
      const value = index % 251;
      const chunk = read(arena, Buffer.alloc(1 + ((index * 37) % 9000), value));
      const keeps = index % 17 === 0;
      if (keeps) kept.push({ chunk, value });
      arena.used(keeps, (index * 13) % 3000);
    }
    for (const { chunk, value } of kept) assert.ok(chunk.every((byte) => byte === value));
  });
});

describe('isRow', () => {
  it('is about the same memory, directly behind', () => {
    const memory = Buffer.alloc(10);
    assert.ok(isRow(memory.subarray(0, 4), memory.subarray(4, 6)));
    assert.ok(!isRow(memory.subarray(0, 4), memory.subarray(5, 6)));
    assert.ok(!isRow(memory.subarray(0, 4), Buffer.alloc(10).subarray(4, 6)));
  });
});
