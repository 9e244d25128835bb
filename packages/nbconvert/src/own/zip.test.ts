import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, inflateRawSync } from 'node:zlib';
import { zip } from './zip.ts';

/** Reads an archive as unzip does: from its end. */
function unzipped(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.readUInt32LE(at), 0x02_01_4b_50);
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + length);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20)));
    assert.deepEqual([content.length, crc32(content)], [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 16)]);
    files.set(name, content.toString());
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  assert.equal(at, end);
  return files;
}

test('what was packed is unpacked again', () => {
  const files = new Map([
    ['ä.md', 'x'.repeat(100_000)],
    ['empty.png', ''],
  ]);
  const packed = zip(new Map([...files].map(([name, text]) => [name, Buffer.from(text)])));
  assert.ok(packed.length < 1000);
  assert.deepEqual(unzipped(Buffer.from(packed)), files);
});
