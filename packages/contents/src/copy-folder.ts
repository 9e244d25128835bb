import { cp, lstat, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ContentsError } from '@himalia/contracts/contents';
import type { Task } from '@himalia/contracts/operations';
import { temporaryName } from './temporary-file.ts';

type Copied = { readonly source: string; readonly target: string; readonly path: string };

/** Bytes in the files of a folder, and how many entries there are; counting ends beyond `limit` bytes. */
async function sizeUpTo(folder: string, limit: number, task?: Task): Promise<{ size: number; entries: number }> {
  let [size, entries] = [0, 1];
  for await (const entry of await opendir(folder, { recursive: true })) {
    task?.signal.throwIfAborted();
    entries++;
    if (entry.isFile()) size += (await lstat(join(entry.parentPath, entry.name))).size;
    if (size > limit) break;
  }
  return { size, entries };
}

async function isCopied(source: string): Promise<boolean> {
  const found = await lstat(source);
  return found.isFile() || found.isDirectory() || found.isSymbolicLink();
}

/**
 * Copies a folder to a path where nothing is. Symbolic links stay links to what they lead to; pipes, sockets and devices are
 * left out. The copy appears when it is complete.
 */
export async function copyFolder({ source, target, path }: Copied, maxMegabytes: number, task?: Task): Promise<void> {
  const { size, entries } = await sizeUpTo(source, maxMegabytes * 1024 * 1024, task);
  if (size > maxMegabytes * 1024 * 1024)
    throw new ContentsError('bad_request', `Can't copy folders larger than ${maxMegabytes}MB: '${path}'`);
  const temporary = join(dirname(target), temporaryName());
  let done = 0;
  // Asked before each entry is copied.
  const filter = async (entry: string): Promise<boolean> => {
    task?.signal.throwIfAborted();
    task?.progress(done++, entries);
    return await isCopied(entry);
  };
  try {
    await cp(source, temporary, { recursive: true, errorOnExist: true, force: false, filter });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
