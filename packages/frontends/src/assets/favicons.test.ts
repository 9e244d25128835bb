import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { favicon } from './favicons.ts';

test('an icon is one PNG of 32 by 32 pixels in an ICO file', () => {
  const icon = favicon('favicon.ico');
  assert(icon);
  assert.deepEqual([...icon.subarray(0, 8)], [0, 0, 1, 0, 1, 0, 32, 32]);
  assert.equal(icon.readUInt32LE(14), icon.length - 22);
  const png = icon.subarray(icon.readUInt32LE(18));
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [32, 32]);
  const length = png.readUInt32BE(33);
  assert.equal(inflateSync(png.subarray(41, 41 + length)).length, 32 * (1 + 32 * 4));
});

test('a busy icon differs from an idle one; unknown names have none', () => {
  assert.notDeepEqual(favicon('favicon-busy-1.ico'), favicon('favicon.ico'));
  for (const name of ['other.ico', '__proto__', 'toString', '']) assert.equal(favicon(name), undefined, name);
});
