import { crc32, deflateSync } from 'node:zlib';
import { colourAt, type IconKind } from './icon-shape.ts';

const side = 32;
/** Samples of each pixel in each direction, for smooth edges. */
const samples = 4;

/** Jupyter's names of the icons, which its front ends ask for. */
const kinds: Readonly<Record<string, IconKind>> = {
  'favicon.ico': 'idle',
  'favicon-busy-1.ico': 'busy',
  'favicon-busy-2.ico': 'busy',
  'favicon-busy-3.ico': 'busy',
  'favicon-notebook.ico': 'notebook',
  'favicon-file.ico': 'file',
  'favicon-console.ico': 'console',
  'favicon-terminal.ico': 'terminal',
};

/** One pixel as red, green, blue, alpha. */
function pixel(kind: IconKind, column: number, row: number): number[] {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let sample = 0; sample < samples * samples; sample++) {
    const x = (column + ((sample % samples) + 0.5) / samples) / side;
    const y = (row + (Math.floor(sample / samples) + 0.5) / samples) / side;
    const colour = colourAt(kind, x, y);
    if (!colour) continue;
    covered++;
    for (const channel of [0, 1, 2] as const) sum[channel] = (sum[channel] ?? 0) + colour[channel];
  }
  const alpha = Math.round((255 * covered) / (samples * samples));
  return [...sum.map((total) => Math.round(total / Math.max(covered, 1))), alpha];
}

/** PNG, "5.3 Chunk layout". */
function chunk(type: string, data: Uint8Array): Buffer {
  const block = Buffer.alloc(data.length + 12);
  block.writeUInt32BE(data.length, 0);
  block.write(type, 4, 'latin1');
  block.set(data, 8);
  block.writeUInt32BE(crc32(block.subarray(4, data.length + 8)), data.length + 8);
  return block;
}

function png(kind: IconKind): Buffer {
  const rows = Array.from({ length: side }, (_, row) => [
    0,
    ...Array.from({ length: side }, (_, column) => pixel(kind, column, row)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 8 bits for each of four channels (colour type 6).
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Uint8Array.from(rows.flat()), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** An .ico file with one PNG in it. */
function ico(kind: IconKind): Buffer {
  const image = png(kind);
  const header = Buffer.alloc(22);
  // Reserved, type icon, one image; then its entry.
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.set([side, side, 0, 0], 6);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(image.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, image]);
}

const drawn = new Map<IconKind, Buffer>();

/** An icon by the name that front ends know it by; undefined for other names. */
export function favicon(name: string): Buffer | undefined {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) return undefined;
  const icon = drawn.get(kind) ?? ico(kind);
  drawn.set(kind, icon);
  return icon;
}
