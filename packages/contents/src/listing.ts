import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '@himalia/contracts/contents';
import { describeEntry, findEntry, typeOf } from './entry-model.ts';
import { Limiter } from './limiter.ts';
import { joinPath } from './root.ts';
import { isTemporary } from './temporary-file.ts';

/**
 * How many entries are looked at together by all listings. Less than the four threads that Node has for files: folders on a
 * slow network disk must not take them all.
 */
const concurrency = 3;
const limiter = new Limiter(concurrency);

async function listEntry(path: string, local: string): Promise<Entry | undefined> {
  try {
    const found = await findEntry(local);
    if (!found.broken && !found.stats.isFile() && !found.stats.isDirectory()) return undefined;
    return await describeEntry(path, local, found, typeOf(found, path));
  } catch {
    // Gone since the folder was read, a circle of links, or not to be looked at.
    return undefined;
  }
}

/** The names of a folder that are UTF-8. */
async function namesOf(local: string): Promise<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (await readdir(local, { encoding: 'buffer' })).flatMap((name) => {
    try {
      return [decoder.decode(name)];
    } catch {
      return [];
    }
  });
}

/**
 * The entries of a folder, in its own order. Left out: names that are not UTF-8, what `isHidden` says, our temporary files,
 * and what is neither file nor folder. Looks at few entries at a time, so that other requests get their turn.
 */
export async function listFolder(
  path: string,
  local: string,
  isHidden: (name: string) => boolean,
): Promise<readonly Entry[]> {
  const names = (await namesOf(local)).filter((name) => !isTemporary(name) && !isHidden(name));
  const entries: (Entry | undefined)[] = new Array(names.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < names.length; index = next++) {
      const name = names[index] as string;
      entries[index] = await limiter.run(() => listEntry(joinPath(path, name), join(local, name)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return entries.filter((entry) => entry !== undefined);
}
