import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HeldPlaces, removeHeld } from '../feed/held-places.ts';
import { isHeld, thisProcess } from '../records/holder.ts';

const week = 7 * 24 * 3_600_000;
const holderFile = (journal: string): string => join(journal, 'holder');

/** Says in a journal's folder that this process holds it: no supervisor could be asked. */
export async function claim(journal: string): Promise<void> {
  await mkdir(journal, { recursive: true, mode: 0o700 });
  await writeFile(holderFile(journal), await thisProcess(), { mode: 0o600 });
}

/**
 * Removes journals and outputs of kernels that are not known, nobody holds, and nothing was written to for so long (0: a week).
 * Younger ones may belong to a server with another database, which has not come back yet.
 */
export async function sweepLeft(places: HeldPlaces, known: ReadonlySet<string>, ageMs: number): Promise<void> {
  const now = Date.now();
  for (const id of await readdir(places.journals).catch(() => [])) {
    const journal = places.journal(id);
    if (known.has(id) || now - (await lastWrite(journal)) < (ageMs || week) || (await isClaimed(journal))) continue;
    await removeHeld(places, id);
  }
}

async function isClaimed(journal: string): Promise<boolean> {
  const holder = await readFile(holderFile(journal), 'utf8').catch(() => undefined);
  return holder !== undefined && (await isHeld(holder));
}

async function lastWrite(folder: string): Promise<number> {
  const files = await readdir(folder).catch(() => []);
  const times = files.map(async (file) => (await stat(join(folder, file))).mtimeMs);
  return Math.max(0, ...(await Promise.all(times.map((time) => time.catch(() => 0)))));
}
