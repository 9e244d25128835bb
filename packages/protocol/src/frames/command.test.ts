import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol-error.ts';
import { command, encodeProperties, readCommand, readProperties } from './command.ts';

const name = fc.stringMatching(/^[a-z-]{1,30}$/);

describe('commands', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(name, fc.uint8Array({ maxLength: 600 }), (title, data) => {
        const bytes = command(title, data);
        const body = bytes.subarray((bytes[0] ?? 0) & 2 ? 9 : 2);
        assert.deepEqual(readCommand(body), { name: title, data: Buffer.from(data) });
      }),
    );
  });

  it('must have a name', () => {
    for (const body of [[], [0], [0, 65], [2, 65]]) assert.throws(() => readCommand(Buffer.from(body)), ProtocolError);
  });
});

describe('the metadata of READY', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.uint8Array(), { noNullPrototype: true }), (properties) => {
        const expected = Object.entries(properties).map(([key, value]) => [key, Buffer.from(value)]);
        assert.deepEqual([...readProperties(encodeProperties(properties))], expected);
      }),
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          readProperties(Buffer.from(bytes));
        } catch (error) {
          assert.ok(error instanceof ProtocolError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
