import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Contents } from '@himalia/contracts/contents';

function isFolder(path: string | undefined): path is string {
  return path !== undefined && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** The first that is a folder: the one asked for (absolute, or below the root), the root, where the server runs. */
export function workingFolder(asked: string | undefined, contents: Pick<Contents, 'localPath'> | undefined): string {
  const absolute = asked !== undefined && isAbsolute(asked) ? asked : undefined;
  const below = asked === undefined || asked.includes('\0') ? undefined : contents?.localPath(asked);
  return [asked?.includes('\0') ? undefined : absolute, below, contents?.localPath('')].find(isFolder) ?? process.cwd();
}
