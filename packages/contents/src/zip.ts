import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import type { Walked } from '@himalia/contracts/contents';

/** Sizes and offsets from here on need the 64 bit fields. */
const limit32 = 0xffff_ffff;
const [methodStored, methodDeflate] = [0, 8];
/** Sizes follow the data; names are UTF-8. */
const flags = 0x0808;
const version = { plain: 20, zip64: 45 };

type Written = {
  readonly name: Buffer;
  readonly isFolder: boolean;
  readonly time: number;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly packedSize: number;
};

/** The date and time of MS-DOS, which knows no year before 1980 and no time zone: UTC here. */
function dosTime(date: Date): number {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2107);
  const day = ((year - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

/** Numbers of 2, 4 or 8 bytes, one after the other. */
function fields(...numbers: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  const buffer = Buffer.alloc(numbers.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of numbers) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at);
    else buffer.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return buffer;
}

function localHeader(name: Buffer, time: number, isFolder: boolean, isLarge: boolean): Buffer {
  const extra = isLarge ? fields([2, 1], [2, 16], [8, 0], [8, 0]) : Buffer.alloc(0);
  const size = isLarge ? limit32 : 0;
  const head = fields(
    [4, 0x0403_4b50],
    [2, isLarge ? version.zip64 : version.plain],
    [2, flags],
    [2, isFolder ? methodStored : methodDeflate],
    [4, time],
    [4, 0],
    [4, size],
    [4, size],
    [2, name.length],
    [2, extra.length],
  );
  return Buffer.concat([head, name, extra]);
}

function centralHeader({ name, isFolder, time, offset, crc, size, packedSize }: Written): Buffer {
  const isLarge = size >= limit32 || packedSize >= limit32 || offset >= limit32;
  const extra = isLarge ? fields([2, 1], [2, 24], [8, size], [8, packedSize], [8, offset]) : Buffer.alloc(0);
  const short = (value: number): number => (isLarge ? limit32 : value);
  const needed = isLarge ? version.zip64 : version.plain;
  const attributes = isFolder ? ((0o40755 << 16) | 0x10) >>> 0 : (0o100644 << 16) >>> 0;
  const head = fields(
    [4, 0x0201_4b50],
    [2, (3 << 8) | version.zip64], // made on a Unix
    [2, needed],
    [2, flags],
    [2, isFolder ? methodStored : methodDeflate],
    [4, time],
    [4, crc],
    [4, short(packedSize)],
    [4, short(size)],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, attributes],
    [4, short(offset)],
  );
  return Buffer.concat([head, name, extra]);
}

function endOf(count: number, start: number, size: number): Buffer {
  const zip64 = [
    fields([4, 0x0606_4b50], [8, 44], [2, version.zip64], [2, version.zip64], [4, 0], [4, 0]),
    fields([8, count], [8, count], [8, size], [8, start]),
    fields([4, 0x0706_4b50], [4, 0], [8, start + size], [4, 1]),
  ];
  const isLarge = count >= 0xffff || start >= limit32 || size >= limit32;
  const short = Math.min(count, 0xffff);
  const end = fields(
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, short],
    [2, short],
    [4, Math.min(size, limit32)],
    [4, Math.min(start, limit32)],
    [2, 0],
  );
  return Buffer.concat(isLarge ? [...zip64, end] : [end]);
}

type Sums = { crc: number; size: number; packedSize: number };

/** A file's content, packed; adds up in `sums` what the header of it needs. */
async function* deflated(content: Readable, sums: Sums): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw({ level: 5 });
  const feeding = (async () => {
    for await (const piece of content as AsyncIterable<Buffer>) {
      sums.crc = crc32(piece, sums.crc);
      sums.size += piece.length;
      if (!deflate.write(piece)) await once(deflate, 'drain');
    }
    deflate.end();
  })();
  feeding.catch((error) => deflate.destroy(error));
  try {
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      sums.packedSize += piece.length;
      yield piece;
    }
  } finally {
    content.destroy();
    deflate.destroy();
  }
}

/** A ZIP archive (APPNOTE 6.3.10) as it is made: deflated, with the 64 bit fields where they are needed. */
export async function* zip(entries: AsyncIterable<Walked>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name: text, isFolder, size: expected, modified, open } of entries) {
    const name = Buffer.from(isFolder ? `${text}/` : text);
    const time = dosTime(modified);
    // A little below the limit, because what cannot be packed grows.
    const isLarge = expected > limit32 * 0.99;
    const header = localHeader(name, time, isFolder, isLarge);
    yield header;
    const sums: Sums = { crc: 0, size: 0, packedSize: 0 };
    if (!isFolder) for await (const piece of deflated(await open(), sums)) yield piece;
    if (!isLarge && sums.size >= limit32) throw new Error(`${text} grew beyond 4 GiB while it was packed`);
    const bytes = isLarge ? 8 : 4;
    const descriptor = fields([4, 0x0807_4b50], [4, sums.crc], [bytes, sums.packedSize], [bytes, sums.size]);
    yield descriptor;
    written.push({ name, isFolder, time, offset, ...sums });
    offset += header.length + sums.packedSize + descriptor.length;
  }
  let size = 0;
  for (const entry of written) {
    const header = centralHeader(entry);
    size += header.length;
    yield header;
  }
  yield endOf(written.length, offset, size);
}
