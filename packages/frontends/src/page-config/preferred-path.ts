import { isAbsolute, relative, sep } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';
import { trimSlashes } from '@himalia/core';

/**
 * The folder that pages open first, as they want it: `/`, or its path below the root. It may be given as a path of the disk.
 * Undefined when there is no such folder.
 */
export async function preferredPath(folder: string, contents: Contents | undefined): Promise<string | undefined> {
  const path = trimSlashes(belowRoot(folder, contents?.localPath('')));
  if (path === '') return '/';
  const entry = await contents?.read(path, { type: 'directory', content: false }).catch(() => undefined);
  return entry && path;
}

function belowRoot(folder: string, root: string | undefined): string {
  if (root === undefined || !isAbsolute(folder)) return folder;
  const below = relative(root, folder);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? folder : below.split(sep).join('/');
}
