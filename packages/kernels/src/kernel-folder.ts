import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import { trimSlashes } from '@himalia/core';

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The folder a kernel works in: the nearest existing one of a contents path, inside the root; else the server's own. */
export async function kernelFolder(path: string | undefined, contents: Contents | undefined): Promise<string> {
  const root = contents?.localPath('');
  if (root === undefined) return process.cwd();
  const wanted = path === undefined ? undefined : contents?.localPath(trimSlashes(path));
  for (let folder = wanted ?? root; folder.startsWith(root); folder = dirname(folder)) {
    if (await isFolder(folder)) return folder;
    if (folder === dirname(folder)) break;
  }
  return root;
}
