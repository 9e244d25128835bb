import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol-error.ts';
import { decodeV1, encodeV1 } from './v1-framing.ts';

const channel = fc.constantFrom('shell', 'control', 'stdin', 'iopub');
const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 4, maxLength: 9 });

function word(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function frame(...values: (bigint | number)[]): Buffer {
  return Buffer.concat([...values.map((value) => word(BigInt(value))), Buffer.from('shell{}{}{}{}')]);
}

describe('the framing v1.kernel.websocket.jupyter.org', () => {
  it('lays out offsets as jupyter_server does', () => {
    const four = ['{"a":1}', '{}', '{}', '{}'].map((text) => Buffer.from(text));
    const plain = encodeV1('iopub', four);
    assert.deepEqual([plain.readBigUInt64LE(0), plain.readBigUInt64LE(8)], [6n, 56n]);
    assert.equal(Number(plain.readBigUInt64LE(48)), plain.length);
    assert.equal(plain.subarray(56).toString(), 'iopub{"a":1}{}{}{}');
    const buffered = encodeV1('iopub', [...four, Buffer.alloc(2), Buffer.alloc(3)]);
    assert.deepEqual([buffered.readBigUInt64LE(0), buffered.readBigUInt64LE(8)], [8n, 72n]);
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(channel, parts, (name, all) => {
        const expected = { channel: name, parts: all.map((part) => Buffer.from(part)) };
        assert.deepEqual(decodeV1(encodeV1(name, all)), expected);
      }),
    );
  });

  it('is decoded without copies', () => {
    const bytes = encodeV1('shell', [Buffer.from('{}'), Buffer.from('{}'), Buffer.from('{}'), Buffer.from('{}')]);
    assert.ok(decodeV1(bytes).parts.every((part) => part.buffer === bytes.buffer));
  });

  it('refuses offsets and numbers that do not fit', () => {
    const hostile: Record<string, Buffer> = {
      nothing: Buffer.alloc(0),
      'half a number': Buffer.alloc(7),
      'no parts': frame(0),
      'too few parts': frame(5, 48, 53, 55, 57, 59),
      'a number beyond the frame': frame(9000, 56),
      'a huge number': frame(2n ** 63n),
      'the largest number': frame(2n ** 64n - 1n, 56, 61, 63, 65, 67, 69),
      'an offset beyond the frame': frame(6, 56, 61, 63, 65, 67, 70),
      'an offset beyond 2^53': frame(6, 56, 61, 63, 65, 67, 2n ** 60n + 69n),
      'an offset that wraps at 2^64': frame(6, 2n ** 64n - 8n, 61, 63, 65, 67, 69),
      'offsets that go back': frame(6, 56, 63, 61, 65, 67, 69),
      'a part over the offsets': frame(6, 8, 61, 63, 65, 67, 69),
    };
    for (const [name, bytes] of Object.entries(hostile)) assert.throws(() => decodeV1(bytes), ProtocolError, name);
    assert.equal(decodeV1(frame(6, 56, 61, 63, 65, 67, 69)).channel, 'shell');
  });

  it('survives any bytes', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes)),
      fc.array(fc.bigInt({ min: 0n, max: 200n }), { minLength: 7, maxLength: 12 }).map((values) => frame(...values)),
      fc.tuple(parts, fc.nat(), fc.nat(255)).map(([all, at, byte]) => {
        const bytes = encodeV1('shell', all);
        bytes[at % bytes.length] = byte;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        try {
          const { parts: found } = decodeV1(bytes);
          assert.ok(found.reduce((sum, part) => sum + part.length, 0) <= bytes.length);
        } catch (error) {
          assert.ok(error instanceof ProtocolError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
