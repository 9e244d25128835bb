import type { BigIntStats } from 'node:fs';
import { accessSync, constants, statSync } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import type { Entry } from '@himalia/contracts/contents';
import { codeOf } from './disk-error.ts';
import { entryDate } from './entry-date.ts';
import { isOnOwnDisk } from './local-disk.ts';
import { mimeTypeOf } from './mime-type.ts';
import { splitPath } from './root.ts';

/** What a path leads to. A symbolic link to nowhere is described by itself. */
export type Found = { readonly stats: BigIntStats; readonly broken: boolean };

export async function findEntry(local: string): Promise<Found> {
  try {
    return { stats: await stat(local, { bigint: true }), broken: false };
  } catch (error) {
    const link = codeOf(error) === 'ENOENT' ? await lstat(local, { bigint: true }).catch(() => undefined) : undefined;
    if (!link) throw error;
    return { stats: link, broken: true };
  }
}

/** Changes with every save here and with every change of content elsewhere that the file system notes. */
export function versionOf({ stats }: Found): string {
  return `${stats.ino.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}`;
}

export function typeOf({ stats }: Found, path: string): Entry['type'] {
  if (stats.isDirectory()) return 'directory';
  return path.endsWith('.ipynb') ? 'notebook' : 'file';
}

/** The model without content, every key there. */
export async function describeEntry(path: string, local: string, found: Found, type: Entry['type']): Promise<Entry> {
  return modelOf(path, found, type, !found.broken && (await canWrite(local, found)));
}

/** A disk of this machine answers in a microsecond, a thread that asks it takes ten times as long. */
async function canWrite(local: string, { stats }: Found): Promise<boolean> {
  if (await isOnOwnDisk(local, stats.dev)) return canWriteNow(local);
  return await access(local, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Asks at once about a file that is known to be no link; undefined where it is gone. */
export function describeFileNow(path: string, local: string): Entry | undefined {
  const stats = statSync(local, { bigint: true, throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  const found = { stats, broken: false };
  return modelOf(path, found, typeOf(found, path), canWriteNow(local));
}

function canWriteNow(local: string): boolean {
  try {
    accessSync(local, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function modelOf(path: string, { stats }: Found, type: Entry['type'], writable: boolean): Entry {
  return {
    name: splitPath(path).name,
    path,
    type,
    writable,
    created: entryDate(stats.ctimeNs),
    last_modified: entryDate(stats.mtimeNs),
    size: type === 'directory' ? null : Number(stats.size),
    mimetype: type === 'file' ? (mimeTypeOf(path) ?? null) : null,
    format: null,
    content: null,
    hash: null,
    hash_algorithm: null,
  };
}
