import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, encodeBase64 } from './base64.ts';

it('what is encoded is decoded again, in lines of at most 76', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const text = encodeBase64(Buffer.from(bytes));
      const lines = text.split('\n');
      assert.ok(lines.every((line) => line.length <= 76));
      assert.ok(lines.slice(0, -2).every((line) => line.length === 76));
      assert.ok(text === '' || text.endsWith('\n'));
      assert.deepEqual(decodeBase64(text), Buffer.from(bytes));
    }),
  );
});

it('skips foreign characters and refuses impossible lengths', () => {
  assert.equal(decodeBase64(' aG\r\nVs-bG8=*')?.toString(), 'hello');
  assert.equal(decodeBase64('aGVsbG8')?.toString(), 'hello');
  assert.equal(decodeBase64('')?.length, 0);
  for (const text of ['a', 'aGVsb', 'aGVsb===']) assert.equal(decodeBase64(text), undefined, text);
});
