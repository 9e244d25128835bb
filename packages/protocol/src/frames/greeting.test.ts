import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../protocol-error.ts';
import { greeting, readGreeting } from './greeting.ts';

describe('readGreeting', () => {
  it('reads ours, and waits for what is missing of it', () => {
    assert.deepEqual(readGreeting(greeting), { minor: 1 });
    for (let length = 0; length < greeting.length; length++) {
      assert.equal(readGreeting(greeting.subarray(0, length)), undefined);
    }
  });

  it('refuses another protocol, version or mechanism by what has come', () => {
    assert.throws(() => readGreeting(Buffer.from('GET / HTTP/1.1')), /does not speak ZMTP/);
    const old = Buffer.from(greeting.subarray(0, 11));
    old[10] = 1;
    assert.throws(() => readGreeting(old), /before 3\.0/);
    const curve = Buffer.from(greeting);
    curve.write('CURVE', 12);
    assert.throws(() => readGreeting(curve), /mechanism "CURVE"/);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(64), (bytes, kept) => {
        const mixed = Buffer.concat([greeting.subarray(0, kept), bytes]).subarray(0, 64);
        try {
          readGreeting(mixed);
        } catch (error) {
          assert.ok(error instanceof ProtocolError);
        }
      }),
    );
  });
});
