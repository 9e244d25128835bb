import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '@himalia/contracts/contents';
import { describeEntry, describeFileNow, findEntry, typeOf } from './entry-model.ts';
import { Limiter } from './limiter.ts';
import { isOnOwnDisk } from './local-disk.ts';
import { joinPath } from './root.ts';
import { isTemporary } from './temporary-file.ts';

/**
 * How many entries are looked at together by all listings. Less than the four threads that Node has for files: folders on a
 * slow network disk must not take them all.
 */
const concurrency = 3;
const limiter = new Limiter(concurrency);
/** How many entries of a stream are looked at before the reader has to take them. */
const streamedTogether = 64;
/** Entries are asked about without others getting their turn for at most so many milliseconds. */
const slice = 4;

/** A folder to list; `isHidden` says which names are left out. */
export type Folder = {
  readonly path: string;
  readonly local: string;
  /** The device it is on, as `stat` says. */
  readonly device: bigint;
  readonly isHidden: (name: string) => boolean;
};

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

type Name = { readonly name: string; readonly isFile: boolean };

/**
 * The names of a folder, in its own order. Left out: names that are not UTF-8, what `isHidden` says, our temporary files.
 */
async function namesOf({ local, isHidden }: Folder): Promise<Name[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const names = (await readdir(local, { encoding: 'buffer', withFileTypes: true })).flatMap((entry) => {
    try {
      return [{ name: decoder.decode(entry.name), isFile: entry.isFile() }];
    } catch {
      return [];
    }
  });
  return names.filter(({ name }) => !isTemporary(name) && !isHidden(name));
}

/** Entries by their names, in this order, without what is gone and what is neither file nor folder. */
async function listNames(folder: Folder, names: readonly Name[]): Promise<readonly Entry[]> {
  const entries: (Entry | undefined)[] = new Array(names.length);
  const isOwnDisk = await isOnOwnDisk(folder.local, folder.device);
  // Links and folders may lead to other disks, which may not answer.
  const isNow = (index: number): boolean => isOwnDisk && names[index]?.isFile === true;
  const indexes = [...names.keys()];
  await describeInSlices(folder, names, entries, indexes.filter(isNow));
  const later = indexes.filter((index) => !isNow(index));
  await describeInTurn(folder, names, entries, later);
  return entries.filter((entry) => entry !== undefined);
}

/** A disk of this machine answers in microseconds, and a thread that is asked in its place takes ten times as long. */
async function describeInSlices(
  { path, local }: Folder,
  names: readonly Name[],
  entries: (Entry | undefined)[],
  indexes: readonly number[],
): Promise<void> {
  let began = performance.now();
  for (const index of indexes) {
    if (performance.now() - began > slice) {
      await new Promise(setImmediate);
      began = performance.now();
    }
    const name = names[index]?.name ?? '';
    try {
      entries[index] = describeFileNow(joinPath(path, name), join(local, name));
    } catch {
      // Not to be looked at.
    }
  }
}

/** Few at a time, by threads. */
async function describeInTurn(
  { path, local }: Folder,
  names: readonly Name[],
  entries: (Entry | undefined)[],
  indexes: readonly number[],
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = indexes[next++]; index !== undefined; index = indexes[next++]) {
      const name = names[index]?.name ?? '';
      entries[index] = await limiter.run(() => listEntry(joinPath(path, name), join(local, name)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, indexes.length) }, work));
}

/** The entries of a folder, in its own order. Looks at few entries at a time, so that other requests get their turn. */
export async function listFolder(folder: Folder): Promise<readonly Entry[]> {
  return await listNames(folder, await namesOf(folder));
}

/** The same, as they are looked at. */
export async function* streamFolder(folder: Folder): AsyncGenerator<readonly Entry[]> {
  const names = await namesOf(folder);
  for (let start = 0; start < names.length; start += streamedTogether)
    yield await listNames(folder, names.slice(start, start + streamedTogether));
}

/** The names after `after`, at most `limit` of them, and whether more follow. By UTF-16 unit. */
export function pageOfNames(
  names: readonly string[],
  limit: number,
  after = '',
): { readonly page: readonly string[]; readonly more: boolean } {
  const later = names.filter((name) => name > after).sort();
  return { page: later.slice(0, limit), more: later.length > limit };
}

/**
 * The entries of a folder after a name, sorted by name. Whoever asks on from the last name gets each entry that stays where it
 * is once, whatever comes and goes meanwhile. `next` is the last name where more follow.
 */
export async function listPage(
  folder: Folder,
  limit: number,
  after?: string,
): Promise<{ readonly entries: readonly Entry[]; readonly next: string | undefined }> {
  const names = await namesOf(folder);
  const byName = new Map(names.map((name) => [name.name, name]));
  const { page, more } = pageOfNames([...byName.keys()], limit, after);
  const some = page.flatMap((name) => byName.get(name) ?? []);
  return { entries: await listNames(folder, some), next: more ? page.at(-1) : undefined };
}
