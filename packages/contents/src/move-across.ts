import { cp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from './disk-error.ts';
import { temporaryName } from './temporary-file.ts';

/** Moves to another device: the copy appears complete, then the original goes. Links stay as they are written. */
export async function copyAndRemove(from: string, to: string): Promise<void> {
  const temporary = join(dirname(to), temporaryName());
  try {
    await cp(from, temporary, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
      errorOnExist: true,
    });
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  await rm(from, { recursive: true });
}

/** A rename that also works where a part of the tree is another device. */
export async function movePath(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await copyAndRemove(from, to);
  }
}
