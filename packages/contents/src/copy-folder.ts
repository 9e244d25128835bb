import { cp, lstat, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ContentsError } from '@himalia/contracts/contents';
import { temporaryName } from './temporary-file.ts';

/** Bytes in the files of a folder; counting ends beyond `limit`. */
async function sizeUpTo(folder: string, limit: number): Promise<number> {
  let size = 0;
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.isFile()) size += (await lstat(join(entry.parentPath, entry.name))).size;
    if (size > limit) return size;
  }
  return size;
}

async function isCopied(source: string): Promise<boolean> {
  const found = await lstat(source);
  return found.isFile() || found.isDirectory() || found.isSymbolicLink();
}

/**
 * Copies a folder to a path where nothing is. Symbolic links stay links to what they lead to; pipes, sockets and devices are
 * left out. The copy appears when it is complete.
 */
export async function copyFolder(source: string, target: string, path: string, maxMegabytes: number): Promise<void> {
  if (target.startsWith(source + sep)) throw new ContentsError('bad_request', `Can't copy '${path}' into itself`);
  if ((await sizeUpTo(source, maxMegabytes * 1024 * 1024)) > maxMegabytes * 1024 * 1024)
    throw new ContentsError('bad_request', `Can't copy folders larger than ${maxMegabytes}MB: '${path}'`);
  const temporary = join(dirname(target), temporaryName());
  try {
    await cp(source, temporary, { recursive: true, errorOnExist: true, force: false, filter: isCopied });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
