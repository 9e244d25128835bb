import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const keptBytes = 8192;

/** The last bytes of an open file. */
export function lastBytes(file: number): Buffer {
  const { size } = fstatSync(file);
  const bytes = Buffer.alloc(Math.min(size, keptBytes));
  const read = readSync(file, bytes, 0, bytes.length, Math.max(0, size - keptBytes));
  return bytes.subarray(0, read);
}

/** The last lines of some output: whole ones where there are several. */
export function lastLines(all: Buffer): string {
  const end = all.subarray(-keptBytes).toString('utf8');
  const cut = all.length >= keptBytes ? end.indexOf('\n') + 1 : 0;
  return end.slice(cut).trim();
}

/** The last lines of a file; none where it cannot be read. */
export function endOfFile(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      return lastLines(lastBytes(file));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
