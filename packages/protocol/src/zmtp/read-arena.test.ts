import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeMessage } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { defaultLimits } from './limits.ts';
import { isRow, ReadArena } from './read-arena.ts';
import type { Frames } from './socket.ts';

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

describe('ReadArena, with what is torn', () => {
  /** Reads a stream of messages in such lengths; tells what was found and in how many memories. */
  function decode(all: readonly (readonly Uint8Array[])[], lengths: readonly number[], keeps: boolean) {
    const arena = new ReadArena();
    const decoder = new FrameDecoder(defaultLimits, () => undefined);
    decoder.allowMessages();
    const stream = Buffer.concat(all.flatMap((frames) => encodeMessage(frames)));
    const memories = new Set<ArrayBufferLike>();
    const found: Frames[] = [];
    for (let at = 0, turn = 0; at < stream.length; turn++) {
      const room = arena.room(decoder.torn);
      const length = stream.copy(room, 0, at, at + Math.min(room.length, lengths[turn % lengths.length] ?? 1));
      at += length;
      const chunk = arena.take(length);
      memories.add(chunk.buffer);
      const messages: Frames[] = [];
      decoder.decode(chunk, messages);
      // Who keeps nothing looks at them now.
      found.push(...(keeps ? messages : messages.map((frames) => frames.map((frame) => Buffer.from(frame)))));
      arena.used(keeps && messages.length > 0, decoder.pending);
    }
    return { found, memories: memories.size };
  }

  const frame = fc.oneof(
    { weight: 6, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 2, arbitrary: fc.integer({ min: 5000, max: 70_000 }).map((length) => randomBytes(length)) },
    { weight: 1, arbitrary: fc.integer({ min: 200_000, max: 900_000 }).map((length) => randomBytes(length)) },
  );
  const messages = fc.array(fc.array(frame, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 });
  const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 2 ** 18 }), fc.constant(2 ** 18)), { minLength: 1 });

  it('messages are what they were, whatever is read at once, kept or not', () => {
    fc.assert(
      fc.property(messages, lengths, fc.boolean(), (all, reads, keeps) => {
        const { found } = decode(all, [4000, ...reads], keeps);
        const equal = found.every((frames, at) => Buffer.concat(frames).equals(Buffer.concat(all[at] ?? [])));
        return found.length === all.length && equal;
      }),
      { numRuns: 60, endOnFailure: true, reporter: ({ failed, seed }) => assert.ok(!failed, `seed ${seed}`) },
    );
  });

  it('long frames lie in a row, in memory that grows with what came and is used again', () => {
    const long = Array.from({ length: 100 }, () => [Buffer.from('header'), randomBytes(900_000)]);
    const { found, memories } = decode(long, [2 ** 18], false);
    assert.equal(found.length, 100);
    assert.ok(memories < 12, `${memories} memories`);
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
