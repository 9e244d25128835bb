import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, mkdir, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { type Checkpoint, ContentsError } from '@himalia/contracts/contents';
import { codeOf, onDisk } from './disk-error.ts';
import { DurableFile } from './durable-write.ts';
import { entryDate } from './entry-date.ts';
import { openFile } from './file-bytes.ts';
import type { Root } from './root.ts';
import { splitPath } from './root.ts';
import type { WrittenFolders } from './written-folders.ts';

const newest = 'checkpoint';
/** Bytes of a name beside those of the file's own: `-checkpoint-20260102-030405-678`. */
const longestId = 31;
const longestName = 255;
const idPattern = /^checkpoint(?:-\d{8}-\d{6}-\d{3})?$/;
export const checkpointFolder = '.ipynb_checkpoints';

/** The id of a checkpoint that is not the newest any more: its file's time, so that ids sort as they came. */
function idOf(time: Date): string {
  const [, day = '', clock = '', fraction = ''] = /^(.{10})T(.{8})\.(\d{3})/.exec(time.toISOString()) ?? [];
  return `${newest}-${day.replaceAll('-', '')}-${clock.replaceAll(':', '')}-${fraction}`;
}

/** Where a file's checkpoints are: in `folder`, named STEM-ID with the file's extension. */
type Place = { readonly folder: string; readonly stem: string; readonly extension: string };

function fileOf({ folder, stem, extension }: Place, id: string): string {
  return join(folder, `${stem}-${id}${extension}`);
}

/** The ids of a file's checkpoints, oldest first; the newest one has Jupyter's name and is last. */
async function idsOf(place: Place): Promise<readonly string[]> {
  const { folder, stem, extension } = place;
  const names = await readdir(folder).catch(() => []);
  const ids = names
    .filter((name) => name.startsWith(`${stem}-`) && name.endsWith(extension))
    .map((name) => name.slice(stem.length + 1, name.length - extension.length))
    .filter((id) => idPattern.test(id));
  return ids.sort((a, b) => Number(a === newest) - Number(b === newest) || (a < b ? -1 : 1));
}

async function copy(from: string, to: string, path: string): Promise<void> {
  const { handle } = await openFile(from, path);
  await using _closed = handle;
  const file = await DurableFile.begin(to);
  try {
    for await (const piece of handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 }))
      await file.consume(piece);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}

/**
 * Checkpoints where Jupyter keeps its one: `.ipynb_checkpoints/STEM-checkpoint.EXT` beside the file, with the time of what it
 * is a copy of. Earlier ones lie beside it. Where that folder cannot be written, below `fallback`.
 */
export class Checkpoints {
  readonly #root: Root;
  readonly #fallback: string;
  readonly #folders: WrittenFolders;
  readonly #limit: number;

  /** At most `limit` of each file are kept. */
  constructor(root: Root, fallback: string, folders: WrittenFolders, limit: number) {
    this.#root = root;
    this.#fallback = fallback;
    this.#folders = folders;
    this.#limit = limit;
  }

  async list(path: string): Promise<readonly Checkpoint[]> {
    const place = await this.#place(path);
    const all = (await idsOf(place)).map(async (id) => {
      const found = await stat(fileOf(place, id), { bigint: true }).catch(() => undefined);
      return found?.isFile() ? [{ id, last_modified: entryDate(found.mtimeNs) }] : [];
    });
    return (await Promise.all(all)).flat();
  }

  async create(path: string): Promise<Checkpoint> {
    const local = this.#root.locate(path);
    const { stats } = await onDisk(path, async () => {
      const { handle, found } = await openFile(local, path);
      await handle.close();
      return found;
    });
    const place = await this.#place(path);
    const file = fileOf(place, newest);
    return await onDisk(`${splitPath(path).folder}/${checkpointFolder}`, async () => {
      await mkdir(place.folder, { recursive: true });
      await this.#folders.enter(place.folder);
      await this.#keepFormer(place, Number(stats.mtimeMs), Number(stats.size));
      await copy(local, file, path);
      await utimes(file, Number(stats.atimeMs) / 1000, Number(stats.mtimeNs / 1000n) / 1_000_000);
      const { mtimeNs } = await stat(file, { bigint: true });
      return { id: newest, last_modified: entryDate(mtimeNs) };
    });
  }

  /** The newest one so far gets a name of its own, unless it is a copy of the same. The oldest ones go. */
  async #keepFormer(place: Place, mtimeMs: number, size: number): Promise<void> {
    const file = fileOf(place, newest);
    const former = await stat(file).catch(() => undefined);
    const isSame = former?.size === size && Math.abs(former.mtimeMs - mtimeMs) < 1;
    if (former?.isFile() && !isSame && this.#limit > 1) {
      // A second name, not a rename: at any moment there is a newest one.
      const kept = fileOf(place, idOf(former.mtime));
      await link(file, kept).catch(async (error) => {
        if (codeOf(error) !== 'EEXIST') await rename(file, kept);
      });
    }
    const earlier = (await idsOf(place)).filter((id) => id !== newest);
    for (const id of earlier.slice(0, Math.max(earlier.length - this.#limit + 1, 0)))
      await unlink(fileOf(place, id)).catch(() => undefined);
  }

  async restore(path: string, id: string): Promise<void> {
    const file = await this.#existing(path, id);
    await onDisk(path, async () => {
      await this.#folders.enter(dirname(this.#root.locate(path)));
      await copy(file, this.#root.locate(path), path);
    });
  }

  async delete(path: string, id: string): Promise<void> {
    const file = await this.#existing(path, id);
    await onDisk(path, () => unlink(file));
  }

  /** Follows a file that was renamed. Never fails: the file itself has moved already. */
  async move(from: string, to: string): Promise<void> {
    const [source, target] = [await this.#place(from), await this.#place(to)];
    const ids = await idsOf(source);
    if (ids.length > 0) await mkdir(target.folder, { recursive: true }).catch(() => undefined);
    for (const id of ids) await rename(fileOf(source, id), fileOf(target, id)).catch(() => undefined);
  }

  async deleteAll(path: string): Promise<void> {
    const place = await this.#place(path);
    for (const id of await idsOf(place)) await unlink(fileOf(place, id)).catch(() => undefined);
  }

  async #existing(path: string, id: string): Promise<string> {
    const file = fileOf(await this.#place(path), id);
    if (idPattern.test(id) && (await stat(file).catch(() => undefined))?.isFile()) return file;
    throw new ContentsError('not_found', `Checkpoint does not exist: ${path}@${id}`);
  }

  async #place(path: string): Promise<Place> {
    const local = this.#root.locate(path);
    const folder = dirname(local);
    const name = basename(local);
    const writable = await access(folder, constants.W_OK).then(
      () => true,
      () => false,
    );
    const kept = writable ? join(folder, checkpointFolder) : join(this.#fallback, relative(this.#root.folder, folder));
    if (Buffer.byteLength(name) + longestId > longestName)
      return { folder: kept, stem: createHash('sha256').update(name).digest('hex'), extension: '' };
    const extension = extname(name);
    return { folder: kept, stem: basename(name, extension), extension };
  }
}
