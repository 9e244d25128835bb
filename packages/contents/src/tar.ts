import type { Walked } from '@himalia/contracts/contents';

const block = 512;
/** What fits the 11 octal digits of a size. */
const maxOctal = 8 ** 11 - 1;

function octal(value: number, digits: number): string {
  return `${Math.floor(value).toString(8).padStart(digits, '0')}\0`;
}

function padding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}

/** A header of POSIX ustar; `type` is a letter of that format. */
function header(name: Buffer, type: string, size: number, modified: Date): Buffer {
  const bytes = Buffer.alloc(block);
  name.copy(bytes, 0, 0, 100);
  bytes.write(octal(type === '5' ? 0o755 : 0o644, 7), 100, 'latin1');
  bytes.write(octal(0, 7) + octal(0, 7), 108, 'latin1');
  bytes.write(octal(Math.min(size, maxOctal), 11), 124, 'latin1');
  bytes.write(octal(Math.max(modified.getTime() / 1000, 0), 11), 136, 'latin1');
  bytes.write(`        ${type}`, 148, 'latin1');
  bytes.write('ustar\x0000', 257, 'latin1');
  bytes.write(
    `${octal(
      bytes.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
    'latin1',
  );
  return bytes;
}

/** A record of a pax header: its own length in decimal is part of it. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

/** What the fields of ustar cannot say, in a header before the header. */
function paxHeader(name: string, size: number, modified: Date): Buffer {
  const records = Buffer.concat([record('path', name), ...(size > maxOctal ? [record('size', String(size))] : [])]);
  return Buffer.concat([
    header(Buffer.from('PaxHeader'), 'x', records.length, modified),
    records,
    padding(records.length),
  ]);
}

/** Exactly so many bytes of a file: a file that became shorter fails, what came to it since is left out. */
async function* content({ name, size, open }: Walked): AsyncGenerator<Buffer> {
  const stream = await open();
  let left = size;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (left === 0) break;
      const some = piece.subarray(0, left);
      left -= some.length;
      yield some;
    }
  } finally {
    stream.destroy();
  }
  if (left > 0) throw new Error(`${name} became shorter while it was packed`);
}

/** A tar archive (POSIX.1-2001, pax) as it is made. */
export async function* tar(entries: AsyncIterable<Walked>): AsyncGenerator<Buffer> {
  for await (const entry of entries) {
    const { isFolder, size, modified } = entry;
    const text = isFolder ? `${entry.name}/` : entry.name;
    const name = Buffer.from(text);
    const fits = name.length <= 100 && /^[\x20-\x7e]*$/.test(text) && size <= maxOctal;
    if (!fits) yield paxHeader(text, size, modified);
    yield header(name, isFolder ? '5' : '0', size, modified);
    if (isFolder) continue;
    yield* content(entry);
    yield padding(size);
  }
  yield Buffer.alloc(2 * block);
}
