import { constants } from 'node:fs';
import { access, mkdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { type Checkpoint, ContentsError } from '@himalia/contracts/contents';
import { onDisk } from './disk-error.ts';
import { writeDurably } from './durable-write.ts';
import { entryDate } from './entry-date.ts';
import { readBytes } from './file-bytes.ts';
import type { Root } from './root.ts';
import { splitPath } from './root.ts';
import type { WrittenFolders } from './written-folders.ts';

const onlyId = 'checkpoint';
export const checkpointFolder = '.ipynb_checkpoints';

/**
 * One checkpoint a file, where Jupyter keeps it: `.ipynb_checkpoints/<stem>-checkpoint<ext>` beside it, with the time of the
 * file it is a copy of. Where that folder cannot be written, below `fallback`.
 */
export class Checkpoints {
  readonly #root: Root;
  readonly #fallback: string;
  readonly #folders: WrittenFolders;

  constructor(root: Root, fallback: string, folders: WrittenFolders) {
    this.#root = root;
    this.#fallback = fallback;
    this.#folders = folders;
  }

  async list(path: string): Promise<readonly Checkpoint[]> {
    const found = await stat(await this.#file(path), { bigint: true }).catch(() => undefined);
    return found?.isFile() ? [{ id: onlyId, last_modified: entryDate(found.mtimeNs) }] : [];
  }

  async create(path: string): Promise<Checkpoint> {
    const { bytes, found } = await onDisk(path, () => readBytes(this.#root.locate(path), path));
    const file = await this.#file(path);
    const folder = splitPath(path).folder;
    return await onDisk(`${folder}/${checkpointFolder}`, async () => {
      await mkdir(dirname(file), { recursive: true });
      await this.#folders.enter(dirname(file));
      await writeDurably(file, bytes);
      await utimes(file, Number(found.stats.atimeMs) / 1000, Number(found.stats.mtimeMs) / 1000);
      const { mtimeNs } = await stat(file, { bigint: true });
      return { id: onlyId, last_modified: entryDate(mtimeNs) };
    });
  }

  async restore(path: string, id: string): Promise<void> {
    const file = await this.#existing(path, id);
    await onDisk(path, async () => writeDurably(this.#root.locate(path), (await readBytes(file, path)).bytes));
  }

  async delete(path: string, id: string): Promise<void> {
    const file = await this.#existing(path, id);
    await onDisk(path, () => unlink(file));
  }

  /** Follows a file that was renamed. Never fails: the file itself has moved already. */
  async move(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#file(from), await this.#file(to)];
    if (!(await stat(source).catch(() => undefined))?.isFile()) return;
    await mkdir(dirname(target), { recursive: true }).catch(() => undefined);
    await rename(source, target).catch(() => undefined);
  }

  async deleteAll(path: string): Promise<void> {
    await unlink(await this.#file(path)).catch(() => undefined);
  }

  async #existing(path: string, id: string): Promise<string> {
    const file = await this.#file(path);
    if (id === onlyId && (await stat(file).catch(() => undefined))?.isFile()) return file;
    throw new ContentsError('not_found', `Checkpoint does not exist: ${path}@${id}`);
  }

  async #file(path: string): Promise<string> {
    const local = this.#root.locate(path);
    const folder = dirname(local);
    const extension = extname(local);
    const name = `${local.slice(folder.length + 1, local.length - extension.length)}-${onlyId}${extension}`;
    const writable = await access(folder, constants.W_OK).then(
      () => true,
      () => false,
    );
    return join(
      writable ? join(folder, checkpointFolder) : join(this.#fallback, relative(this.#root.folder, folder)),
      name,
    );
  }
}
