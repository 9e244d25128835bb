import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol-error.ts';
import type { Frames } from './frame.ts';
import { encodeCommand, encodedLength, encodeMessage } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { defaultLimits, type Limits } from './limits.ts';

const frame = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.integer({ min: 250, max: 260 }).map((length) => new Uint8Array(length).fill(length)),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => new Uint8Array(length).fill(length)),
);
const messages = fc.array(fc.array(frame, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

function opened(limits: Partial<Limits> = {}): { readonly decoder: FrameDecoder; readonly commands: Buffer[] } {
  const commands: Buffer[] = [];
  const decoder = new FrameDecoder({ ...defaultLimits, ...limits }, (body) => commands.push(body));
  decoder.allowMessages();
  return { decoder, commands };
}

function decode(chunks: readonly Buffer[], limits: Partial<Limits> = {}): Frames[] {
  const { decoder } = opened(limits);
  const found: Frames[] = [];
  for (const chunk of chunks) decoder.decode(chunk, found);
  return found;
}

function codeOf(chunks: readonly Buffer[], limits: Partial<Limits> = {}): string {
  try {
    decode(chunks, limits);
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    return error.code;
  }
}

function bytesOf(all: readonly (readonly Uint8Array[])[]): Buffer {
  return Buffer.concat(all.flatMap((frames) => encodeMessage(frames)));
}

describe('FrameDecoder', () => {
  it('finds the same messages wherever the stream is cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 40 }), (all, cuts) => {
        const bytes = bytesOf(all);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        assert.deepEqual(
          decode(chunks),
          all.map((frames) => frames.map((part) => Buffer.from(part))),
        );
      }),
    );
  });

  it('finds them cut at every byte', () => {
    const all = [[Buffer.alloc(0)], [Buffer.from('a'), Buffer.alloc(255, 1), Buffer.alloc(256, 2)], [Buffer.alloc(3)]];
    const bytes = bytesOf(all);
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.deepEqual(decode([bytes.subarray(0, cut), bytes.subarray(cut)]), all);
    }
    assert.deepEqual(decode([...bytes].map((byte) => Buffer.from([byte]))), all);
  });

  it('finds them also where the memory of a chunk is used for the next one', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1 }), (all, lengths) => {
        const found: Buffer[][] = [];
        const decoder = new FrameDecoder(defaultLimits, () => undefined, true);
        decoder.allowMessages();
        const bytes = bytesOf(all);
        const memory = Buffer.alloc(100_000);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const length = bytes.copy(memory, 0, at, at + (lengths[turn % lengths.length] ?? 1));
          const complete: Frames[] = [];
          decoder.decode(memory.subarray(0, length), complete);
          found.push(...complete.map((frames) => frames.map((part) => Buffer.from(part))));
          decoder.release();
          at += length;
        }
        assert.deepEqual(
          found,
          all.map((frames) => frames.map((part) => Buffer.from(part))),
        );
      }),
    );
  });

  it('joins large frames in the same memory again, where nobody keeps them', () => {
    const decoder = new FrameDecoder(defaultLimits, () => undefined, true);
    decoder.allowMessages();
    const memories = new Set<ArrayBufferLike>();
    const bytes = bytesOf([[Buffer.from('header'), Buffer.alloc(900_000, 1)]]);
    for (let round = 0; round < 100; round++) {
      const complete: Frames[] = [];
      for (let at = 0; at < bytes.length; at += 2 ** 18) decoder.decode(bytes.subarray(at, at + 2 ** 18), complete);
      const [[header, large] = []] = complete;
      assert.ok(header?.equals(Buffer.from('header')));
      assert.ok(large !== undefined);
      assert.ok(large.equals(Buffer.alloc(900_000, 1)));
      memories.add(large.buffer);
      decoder.release();
    }
    assert.equal(memories.size, 1);
  });

  it('does not copy frames that lie in one chunk', () => {
    const bytes = bytesOf([[Buffer.from('whole')]]);
    const [[part] = []] = decode([bytes]);
    assert.equal(part?.buffer, bytes.buffer);
  });

  it('hands commands over between frames of a message', () => {
    const { decoder, commands } = opened();
    const found: Frames[] = [];
    const ping = encodeCommand(Buffer.from('\x04PING'));
    decoder.decode(Buffer.concat([Buffer.from([1, 1, 65]), ping, Buffer.from([0, 1, 66])]), found);
    assert.deepEqual(found, [[Buffer.from('A'), Buffer.from('B')]]);
    assert.deepEqual(commands, [Buffer.from('\x04PING')]);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        codeOf(chunks.map((chunk) => Buffer.from(chunk)));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses reserved flags and commands in several frames', () => {
    for (const flags of [8, 16, 32, 64, 128, 5, 7]) {
      assert.equal(codeOf([Buffer.from([flags, 0, 0, 0, 0, 0, 0, 0, 0])]), 'bad_frame', `flags ${flags}`);
    }
  });

  it('refuses what is too large by its announced length, before the bytes', () => {
    const limits = { messageBytes: 1000, messageParts: 3, commandBytes: 100 };
    const gigantic = Buffer.from([2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert.equal(codeOf([gigantic], limits), 'too_large');
    assert.equal(codeOf([gigantic]), 'too_large');
    assert.equal(codeOf([bytesOf([[Buffer.alloc(500), Buffer.alloc(501)]])], limits), 'too_large');
    assert.equal(codeOf([bytesOf([[Buffer.alloc(500), Buffer.alloc(500)]])], limits), 'accepted');
    assert.equal(codeOf([bytesOf([Array.from({ length: 4 }, () => Buffer.alloc(0))])], limits), 'too_large');
    assert.equal(codeOf([Buffer.from([4, 101])], limits), 'too_large');
  });

  it('refuses messages before the handshake is done', () => {
    const decoder = new FrameDecoder(defaultLimits, () => undefined);
    assert.throws(() => decoder.decode(Buffer.from([0, 1]), []), { code: 'handshake' });
  });

  it('pays bytes for dripped bytes, not for those that are announced', { skip: process.platform !== 'linux' }, () => {
    const { decoder } = opened();
    const length = 2_000_000;
    const resident = () => Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
    decoder.decode(Buffer.from([2, 0, 0, 0, 0, 0x3f, 0, 0, 0]), []);
    const before = resident();
    for (let index = 0; index < length; index++) decoder.decode(Buffer.from([index & 255]), []);
    const grown = resident() - before;
    assert.ok(grown < 32_000_000, `${grown} bytes for ${length}`);
  });
});

describe('encodeMessage', () => {
  it('makes as many bytes as it says', () => {
    fc.assert(fc.property(fc.array(frame), (frames) => assert.equal(bytesOf([frames]).length, encodedLength(frames))));
  });

  it('does not copy large frames', () => {
    const large = Buffer.alloc(100_000);
    assert.ok(encodeMessage([Buffer.from('small'), large]).some((chunk) => chunk.buffer === large.buffer));
  });
});
