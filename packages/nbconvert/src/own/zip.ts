import { crc32, deflateRawSync } from 'node:zlib';

const [VERSION, UTF8, DEFLATE, MIDNIGHT_1980] = [20, 0x08_00, 8, 0x00_21_00_00];

/** A ZIP archive (PKWARE APPNOTE 4.3) of small files, by name. */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [file, content] of files) {
    const name = Buffer.from(file);
    const packed = deflateRawSync(content);
    const common = commonHeader(name, content, packed);
    locals.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, name, packed);
    entries.push(entryHeader(common, offset), name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  return Buffer.concat([...locals, directory, endOf(files.size, directory.length, offset)]);
}

/** What a file's own header and its entry in the directory share. */
function commonHeader(name: Buffer, content: Uint8Array, packed: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(VERSION, 0);
  header.writeUInt16LE(UTF8, 2);
  header.writeUInt16LE(DEFLATE, 4);
  header.writeUInt32LE(MIDNIGHT_1980, 6);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}

function entryHeader(common: Buffer, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([VERSION, 0]), common, rest]);
}

function endOf(files: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files, 4);
  end.writeUInt16LE(files, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
