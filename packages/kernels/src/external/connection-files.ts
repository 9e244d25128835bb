import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { parseConnectionInfo } from '@himalia/protocol/connection';

export type FoundFile = {
  /** The same as long as the kernel is: made of the path and the key. */
  readonly id: string;
  /** The kernelspec it names, else the name of the file. */
  readonly name: string;
  readonly path: string;
  /** What was read, or in words why it cannot be. */
  readonly found: ConnectionInfo | string;
};

const largestFile = 65_536;

/** Reads one connection file. Never rejects. */
export async function readConnectionFile(file: string): Promise<FoundFile> {
  const path = resolve(file);
  const fallback = basename(path).replace(/\.json$/, '');
  try {
    const { size } = await stat(path);
    if (size > largestFile) throw new Error(`it has ${size} bytes, too many for a connection file`);
    const found = parseConnectionInfo(await readFile(path, 'utf8'));
    return { id: idOf(path, found.key), name: found.kernel_name || fallback, path, found };
  } catch (error) {
    const why = `The connection file ${path} cannot be used: ${(error as Error).message}`;
    return { id: idOf(path, ''), name: fallback, path, found: why };
  }
}

/** The files of a folder by name; none where there is no folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** Changes whenever the file does. */
export async function versionOf(path: string): Promise<string | undefined> {
  return stat(path).then(
    ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
    () => undefined,
  );
}

function idOf(path: string, key: string): string {
  const hex = createHash('sha256').update(`${path}\0${key}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
