import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, type Writer, writer } from './writer.ts';

const prefix = '.~himalia-';
const writerPattern = /^([0-9a-f]{8})-(\d+)-([0-9a-z]+)$/;
const maxAgeSeconds = 24 * 3600;

/** A name beside a file to be written. It says who writes, so that what a killed server left can be told and removed. */
export function temporaryName(): string {
  return `${prefix}${nameOf(writer)}-${randomBytes(4).toString('hex')}`;
}

/** The name of an upload's data. It outlives the server and goes by age, as those of other machines do. */
export function uploadName(id: string): string {
  return `${prefix}upload-${id}`;
}

/** How a writer is called in the names of its files. */
export function nameOf({ place, pid, started }: Writer): string {
  return `${createHash('sha256').update(place).digest('hex').slice(0, 8)}-${pid}-${started}`;
}

/** Such names are never shown, also where hidden files are. */
export function isTemporary(name: string): boolean {
  return name.startsWith(prefix);
}

/** Whether a writer, by its name, is gone: known for processes of this machine, undefined for others. */
export function isGone(name: string): boolean | undefined {
  const [, place, pid, started] = writerPattern.exec(name) ?? [];
  if (place === undefined || !nameOf(writer).startsWith(`${place}-`)) return undefined;
  return !isAlive(Number(pid), String(started));
}

async function isLeftover(folder: string, name: string): Promise<boolean> {
  const gone = isGone(name.slice(prefix.length, name.lastIndexOf('-')));
  if (gone !== undefined) return gone;
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found !== undefined && (Date.now() - found.mtimeMs) / 1000 > maxAgeSeconds;
}

/** Removes temporary files of writers that are gone. Never fails: it is done in passing. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isTemporary)) {
    if (await isLeftover(folder, name))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
