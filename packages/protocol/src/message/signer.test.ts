import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Signer } from './signer.ts';

function reference(key: Uint8Array | string, parts: readonly Uint8Array[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts.slice(0, 4)) hmac.update(part);
  return hmac.digest('hex');
}

describe('Signer', () => {
  it('signs like HMAC-SHA256, with keys and parts of any length', () => {
    const key = fc.uint8Array({ minLength: 1, maxLength: 200 });
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 65_300, max: 65_700 }).map((length) => new Uint8Array(length).fill(7)),
    );
    fc.assert(
      fc.property(key, fc.array(part, { minLength: 4, maxLength: 6 }), (bytes, parts) => {
        assert.equal(new Signer(bytes).sign(parts), reference(bytes, parts));
      }),
    );
  });

  it('knows its own signature and no other', () => {
    const signer = new Signer('a0b1');
    const parts = ['{"msg_id":"1"}', '{}', '{}', '{"code":""}'].map((text) => Buffer.from(text));
    const signature = Buffer.from(signer.sign(parts));
    assert.ok(signer.verify(signature, parts));
    assert.ok(!signer.verify(signature, [...parts.slice(0, 3), Buffer.from('{"code":"1"}')]));
    assert.ok(!signer.verify(signature.subarray(1), parts));
    assert.ok(!signer.verify(Buffer.alloc(0), parts));
    assert.ok(!new Signer('a0b2').verify(signature, parts));
  });

  it('signs nothing without a key', () => {
    assert.equal(new Signer('').sign([Buffer.from('{}')]), '');
    assert.ok(new Signer('').verify(Buffer.from('anything'), []));
  });

  it('does not show its key', () => {
    const signer = new Signer('very-secret');
    assert.ok(!JSON.stringify(signer).includes('very-secret'));
    assert.deepEqual(Object.keys(signer), []);
  });
});
