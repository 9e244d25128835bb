import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Contents, Entry, Walked } from '@himalia/contracts/contents';
import { openFile } from './file-bytes.ts';
import { isTemporary } from './temporary-file.ts';

const noContent = (): Promise<Readable> => Promise.reject(new Error('a folder has no content'));

/** What is below a folder of this disk, folders before what is in them. Links to folders are not followed: they may lead in circles. */
export async function* walkDisk(
  folder: string,
  isShown: (name: string) => boolean,
  inside = '',
): AsyncGenerator<Walked> {
  for await (const entry of await opendir(folder)) {
    if (isTemporary(entry.name) || !isShown(entry.name)) continue;
    const local = join(folder, entry.name);
    const name = `${inside}${entry.name}`;
    const found = await stat(local).catch(() => undefined);
    if (!found || !(found.isFile() || entry.isDirectory())) continue;
    const isFolder = entry.isDirectory();
    const open = async (): Promise<Readable> => (await openFile(local, name)).handle.createReadStream();
    yield { name, isFolder, size: isFolder ? 0 : found.size, modified: found.mtime, open: isFolder ? noContent : open };
    if (isFolder) yield* walkDisk(local, isShown, `${name}/`);
  }
}

/** The same of contents that are not on this disk. */
export async function* walkContents(contents: Contents, path: string, inside = ''): AsyncGenerator<Walked> {
  const { content } = await contents.read(path, { type: 'directory' });
  for (const entry of content as readonly Entry[]) {
    const name = `${inside}${entry.name}`;
    const isFolder = entry.type === 'directory';
    const open = (): Promise<Readable> => contents.stream(entry.path);
    const modified = new Date(entry.last_modified);
    yield { name, isFolder, size: entry.size ?? 0, modified, open: isFolder ? noContent : open };
    if (isFolder) yield* walkContents(contents, entry.path, `${name}/`);
  }
}
