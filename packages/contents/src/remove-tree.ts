import { lstat, opendir, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '@himalia/contracts/operations';

/**
 * Removes a folder with all that is in it. With a `task` one entry after the other, so that it can be stopped between two; what
 * was removed by then is gone.
 */
export async function removeTree(folder: string, task: Task | undefined): Promise<void> {
  if (!task) return await rm(folder, { recursive: true });
  let total = 1;
  for await (const _ of await opendir(folder, { recursive: true })) {
    task.signal.throwIfAborted();
    total++;
  }
  let done = 0;
  const remove = async (local: string): Promise<void> => {
    if ((await lstat(local)).isDirectory()) {
      for await (const entry of await opendir(local)) await remove(join(local, entry.name));
      await rmdir(local);
    } else {
      task.signal.throwIfAborted();
      await unlink(local);
    }
    task.progress(++done, total);
  };
  await remove(folder);
}
