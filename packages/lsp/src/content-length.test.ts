import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FramingError, LengthReader, withLength } from './content-length.ts';

test('messages come out as they went in, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(40)), (messages, cuts) => {
      const bytes = Buffer.from(messages.map(withLength).join(''));
      const reader = new LengthReader(10_000);
      const read: string[] = [];
      let at = 0;
      for (const cut of cuts) {
        read.push(...reader.read(bytes.subarray(at, at + cut)));
        at += cut;
      }
      read.push(...reader.read(bytes.subarray(at)));
      assert.deepEqual(read, messages);
    }),
  );
});

test('other headers and other spellings are allowed', () => {
  const reader = new LengthReader(100);
  const bytes = 'content-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\r\n\r\n{}';
  assert.deepEqual(reader.read(Buffer.from(bytes)), ['{}']);
});

test('what is no header, or promises too much, is refused', () => {
  for (const bytes of [
    'hello\r\n\r\n',
    'Content-Length: 101\r\n\r\n',
    'Content-Length: -1\r\n\r\n',
    'x'.repeat(9000),
  ]) {
    assert.throws(() => new LengthReader(100).read(Buffer.from(bytes)), FramingError);
  }
});
