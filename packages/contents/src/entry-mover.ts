import { constants } from 'node:fs';
import { access, copyFile, lstat, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ContentsError, type CreateOptions } from '@himalia/contracts/contents';
import type { Task } from '@himalia/contracts/operations';
import { emptyNotebook, writeNotebook } from '@himalia/protocol/nbformat';
import { type Checkpoints, checkpointFolder } from './checkpoints.ts';
import { copyFolder } from './copy-folder.ts';
import { asContentsError, codeOf, onDisk } from './disk-error.ts';
import { moveFresh, syncFolder, writeDurably } from './durable-write.ts';
import { openFile } from './file-bytes.ts';
import { freeName, withoutCopyNumber } from './free-name.ts';
import { movePath } from './move-across.ts';
import type { PathLock } from './path-lock.ts';
import { removeTree } from './remove-tree.ts';
import { joinPath, notFound, type Root, splitPath } from './root.ts';
import { temporaryName } from './temporary-file.ts';
import { moveToTrash } from './trash.ts';
import type { WrittenFolders } from './written-folders.ts';

export type MoverOptions = {
  readonly deleteToTrash: boolean;
  readonly alwaysDeleteDir: boolean;
  readonly maxCopyFolderSizeMb: number;
};
const untitled = {
  directory: { stem: 'Untitled Folder', insert: ' ' },
  notebook: { stem: 'Untitled', insert: '' },
  file: { stem: 'untitled', insert: '' },
} as const;

/** Creates, copies, renames and deletes entries. Answers with the path that came to be. */
export class EntryMover {
  readonly #root: Root;
  readonly #locks: PathLock;
  readonly #checkpoints: Checkpoints;
  readonly #folders: WrittenFolders;
  readonly #options: MoverOptions;

  constructor(root: Root, locks: PathLock, checkpoints: Checkpoints, folders: WrittenFolders, options: MoverOptions) {
    this.#root = root;
    this.#locks = locks;
    this.#checkpoints = checkpoints;
    this.#folders = folders;
    this.#options = options;
  }

  async create(folder: string, { type, ext = '' }: CreateOptions): Promise<string> {
    if (/[/\0]/.test(ext)) throw new ContentsError('bad_request', 'An extension has no slash');
    const kind = type ?? (ext === '.ipynb' ? 'notebook' : 'file');
    const { stem, insert } = untitled[kind];
    const extension = { directory: '', notebook: '.ipynb', file: ext }[kind];
    await this.#checkFolder(folder);
    return await this.#underFreeName(folder, `${stem}${extension}`, insert, async (local) => {
      await this.#folders.enter(dirname(local));
      if (kind === 'directory') await mkdir(local);
      else await writeDurably(local, [Buffer.from(kind === 'notebook' ? writeNotebook(emptyNotebook()) : '')], true);
      await syncFolder(dirname(local));
    });
  }

  async copy(source: string, target: string, task?: Task): Promise<string> {
    this.#refuseHidden('copy', source, target);
    const from = this.#root.locate(source);
    const found = await onDisk(source, () => stat(from));
    if (found.isDirectory() === false && !found.isFile())
      throw new ContentsError('bad_request', `${source} is not a regular file`);
    const copy = async (local: string): Promise<void> => {
      await this.#folders.enter(dirname(local));
      if (found.isDirectory())
        await copyFolder({ source: from, target: local, path: source }, this.#options.maxCopyFolderSizeMb, task);
      else await copyRegularFile(from, local, source);
      await syncFolder(dirname(local));
    };
    if (found.isDirectory()) await this.#makeTarget(source, target);
    const present = await stat(this.#root.locate(target)).catch(() => undefined);
    if (present?.isDirectory())
      return await this.#underFreeName(target, withoutCopyNumber(splitPath(source).name), '-Copy', copy);
    await this.#checkFolder(splitPath(target).folder);
    const local = this.#root.locate(target);
    await this.#locks.run([local], () => onDisk(target, () => copy(local)));
    return target;
  }

  /** A folder is copied into another, which is made where it is missing. */
  async #makeTarget(source: string, target: string): Promise<void> {
    const [from, into] = [this.#root.locate(source), this.#root.locate(target)];
    if (`${into}${sep}`.startsWith(`${from}${sep}`))
      throw new ContentsError('bad_request', `Can't copy '${source}' into itself`);
    await onDisk(target, () => mkdir(into, { recursive: true }));
  }

  async rename(source: string, target: string): Promise<void> {
    this.#refuseHidden('rename', source, target);
    if (this.#root.isRoot(source) || this.#root.isRoot(target))
      throw new ContentsError('bad_request', "Can't rename the root");
    const [from, to] = [this.#root.locate(source), this.#root.locate(target)];
    if (from === to) return;
    await this.#locks.run([from, to], async () => {
      const present = await onDisk(source, () => lstat(from, { bigint: true }));
      const other = await lstat(to, { bigint: true }).catch(() => undefined);
      if (other && !(other.ino === present.ino && other.dev === present.dev))
        throw new ContentsError('exists', `File already exists: ${target}`);
      if (to.startsWith(from + sep)) throw new ContentsError('bad_request', `Can't move '${source}' into itself`);
      await this.#checkFolder(splitPath(target).folder);
      await onDisk(source, async () => {
        await this.#folders.enter(dirname(to));
        await movePath(from, to);
        await syncFolder(dirname(to));
        if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
      });
      await this.#checkpoints.move(source, target);
    });
  }

  async delete(path: string, task?: Task): Promise<void> {
    if (this.#root.isRoot(path)) throw new ContentsError('bad_request', "Can't delete root");
    this.#refuseHidden('delete', path);
    const local = this.#root.locate(path);
    await this.#locks.run([local], async () => {
      const found = await onDisk(path, () => lstat(local));
      if (this.#options.deleteToTrash) await this.#trash(path, local, found.isSymbolicLink());
      else await this.#remove(path, local, found.isDirectory(), task);
      await this.#checkpoints.deleteAll(path);
    });
  }

  async #trash(path: string, local: string, isLink: boolean): Promise<void> {
    if (!isLink) await onDisk(path, () => access(local, constants.W_OK));
    try {
      await moveToTrash(local);
    } catch (error) {
      const known = asContentsError(error, path);
      if (known instanceof ContentsError && known.code === 'no_space') throw known;
      const reason = error instanceof Error ? error.message : 'unknown';
      throw new ContentsError('bad_request', `${path} could not be moved to the trash: ${reason}`, { cause: error });
    }
  }

  async #remove(path: string, local: string, isFolder: boolean, task: Task | undefined): Promise<void> {
    await onDisk(path, async () => {
      if (!isFolder) await unlink(local);
      else if (this.#options.alwaysDeleteDir || (await readdir(local)).every((name) => name === checkpointFolder))
        await removeTree(local, task);
      else throw new ContentsError('not_empty', `Directory ${path} not empty`);
      await syncFolder(dirname(local));
    });
  }

  /** Finds a free name in a folder and makes something there; tries the next one when another program was faster. */
  async #underFreeName(
    folder: string,
    name: string,
    insert: string,
    make: (local: string) => Promise<void>,
  ): Promise<string> {
    const place = this.#root.locate(folder);
    const claim = async (candidate: string): Promise<boolean> => {
      const local = join(place, candidate);
      if (await lstat(local).catch(() => undefined)) return false;
      try {
        await make(local);
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw asContentsError(error, joinPath(folder, candidate));
      }
    };
    return await this.#locks.run([place], async () => joinPath(folder, await freeName(name, insert, claim)));
  }

  async #checkFolder(folder: string): Promise<void> {
    if (this.#root.isHidden(folder)) throw new ContentsError('bad_request', `Cannot create in the hidden '${folder}'`);
    const found = await stat(this.#root.locate(folder)).catch(() => undefined);
    if (found?.isDirectory()) return;
    throw new ContentsError('not_found', `No such directory: ${folder}`);
  }

  #refuseHidden(what: string, ...paths: string[]): void {
    for (const path of paths) {
      if (this.#root.isHidden(path)) throw new ContentsError('hidden', `Cannot ${what} file or directory '${path}'`);
      if (this.#root.find(path) === undefined) throw notFound(path);
    }
  }
}

async function copyRegularFile(from: string, to: string, path: string): Promise<void> {
  // Opened only to be sure that it is no pipe.
  await (await openFile(from, path)).handle.close();
  const temporary = join(dirname(to), temporaryName());
  try {
    await copyFile(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    {
      await using handle = await open(temporary, 'r');
      await handle.sync();
    }
    await moveFresh(temporary, to);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
