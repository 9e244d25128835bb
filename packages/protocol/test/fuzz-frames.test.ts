import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  buildMessage,
  createHeader,
  decodeJson,
  decodeV1,
  encodeJson,
  encodeV1,
  ProtocolError,
  parseMessage,
  Signer,
} from '@himalia/protocol';
import fc from 'fast-check';
import { breaks, broken } from './broken-streams.ts';

const parts = [createHeader('execute_request', 'me'), {}, { deep: [1, { a: 'ä' }] }, { code: '1+1' }].map((part) =>
  Buffer.from(JSON.stringify(part)),
);
const buffers = [Buffer.alloc(30, 1), Buffer.alloc(0), Buffer.alloc(3, 2)];
const faults = fc.array(breaks, { minLength: 1, maxLength: 5 });

/** The result, or undefined when it was refused as it should be. */
function refusedOr<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    return undefined;
  }
}

describe("a client's broken frame", () => {
  it('of v1 is refused, or means no byte outside of it', () => {
    fc.assert(
      fc.property(faults, (all) => {
        const frame = broken(encodeV1('shell', [...parts, ...buffers]), all);
        const message = refusedOr(() => decodeV1(frame));
        const total = message?.parts.reduce((sum, part) => sum + part.length, 0) ?? 0;
        assert.ok(total <= frame.length);
        for (const part of message?.parts ?? []) assert.equal(part.buffer, frame.buffer);
      }),
      { numRuns: 3000 },
    );
  });

  it('of v1 with numbers far beyond is refused', () => {
    const frame = encodeV1('shell', parts);
    for (let word = 0; word < 7; word++) {
      for (const value of [0n, 1n, 2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
        const changed = Buffer.from(frame);
        changed.writeBigUInt64LE(value, word * 8);
        assert.throws(() => decodeV1(changed), ProtocolError, `word ${word}: ${value}`);
      }
    }
  });

  it('of JSON, text and binary, is refused or is a message with JSON objects', () => {
    fc.assert(
      fc.property(faults, fc.boolean(), (all, binary) => {
        const encoded = encodeJson('shell', binary ? [...parts, ...buffers] : parts);
        const frame = typeof encoded === 'string' ? broken(Buffer.from(encoded), all).toString() : broken(encoded, all);
        const message = refusedOr(() => decodeJson(frame));
        for (const part of message?.parts.slice(0, 4) ?? []) assert.equal(typeof JSON.parse(String(part)), 'object');
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a kernel's broken message", () => {
  const signer = new Signer('key');

  it('is refused, unless nothing was changed that counts', () => {
    const frames = buildMessage(signer, { header: parts[0] as Buffer, content: parts[3], buffers }, [Buffer.from('t')]);
    fc.assert(
      fc.property(fc.nat(frames.length - 1), faults, (index, all) => {
        const changed = frames.map((frame, at) =>
          at === index ? broken(Buffer.from(frame), all) : Buffer.from(frame),
        );
        const message = refusedOr(() => parseMessage(changed, signer));
        // The signed parts are what they were.
        for (const at of [0, 3]) if (message) assert.deepEqual(message.parts[at], parts[at]);
      }),
      { numRuns: 1000 },
    );
  });

  it('of any frames is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 12 }), (frames) => {
        const all = frames.map((frame) => Buffer.from(frame));
        assert.equal(
          refusedOr(() => parseMessage(all, signer)),
          undefined,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
