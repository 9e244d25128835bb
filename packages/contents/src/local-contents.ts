import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import {
  type Checkpoint,
  type Contents,
  type ContentsChange,
  ContentsError,
  type CreateOptions,
  type Entry,
  type PartRange,
  type ReadOptions,
  type SaveConditions,
  type Saved,
  type SaveModel,
  type Walked,
} from '@himalia/contracts/contents';
import type { Task } from '@himalia/contracts/operations';
import { type Log, trimSlashes } from '@himalia/core';
import { Checkpoints } from './checkpoints.ts';
import { ChunkedUploads } from './chunked-uploads.ts';
import { onDisk } from './disk-error.ts';
import { EntryMover, type MoverOptions } from './entry-mover.ts';
import { EntryReader } from './entry-reader.ts';
import { EntryWriter } from './entry-writer.ts';
import { FileHashes, hashOf, openFile, readBytes } from './file-bytes.ts';
import { FolderWatches } from './folder-watches.ts';
import { hideGlobs } from './hide-globs.ts';
import { notebookOf } from './notebook-file.ts';
import { PathLock } from './path-lock.ts';
import { ResumableUploads } from './resumable-uploads.ts';
import { Root } from './root.ts';
import { isTemporary } from './temporary-file.ts';
import { TrustStore } from './trust-store.ts';
import { walkDisk } from './walk.ts';
import { WrittenFolders } from './written-folders.ts';

export type Action = 'get' | 'save' | 'rename' | 'copy' | 'delete';
export type LocalContentsOptions = MoverOptions & {
  readonly rootDir: string;
  /** A folder of the user for signatures, and for checkpoints of files in folders that cannot be written. */
  readonly stateDir: string;
  readonly allowHidden: boolean;
  readonly hideGlobs: readonly string[];
  /** How many checkpoints of a file are kept; 5 unless said. */
  readonly keptCheckpoints?: number;
  readonly log?: Log;
  /** Told of every action that succeeded, once. */
  readonly onAction?: (action: Action, path: string, source?: string) => void;
};

/** Contents on this machine's disk, below one folder. */
export class LocalContents implements Contents, AsyncDisposable {
  readonly allowHidden: boolean;
  readonly deleteToTrash: boolean;
  readonly #root: Root;
  readonly #reader: EntryReader;
  readonly #writer: EntryWriter;
  readonly #mover: EntryMover;
  readonly #checkpoints: Checkpoints;
  readonly #trust: TrustStore;
  readonly #uploads = new ChunkedUploads();
  readonly #locks = new PathLock();
  readonly #folders: WrittenFolders;
  readonly #options: LocalContentsOptions;
  readonly #watches = new FolderWatches();
  readonly #isUnlisted: (name: string) => boolean;

  readonly uploads: ResumableUploads;

  private constructor(folder: string, options: LocalContentsOptions) {
    this.allowHidden = options.allowHidden;
    this.deleteToTrash = options.deleteToTrash;
    this.#options = options;
    const root = new Root(folder, options.allowHidden);
    const hashes = new FileHashes();
    const isGlobbed = hideGlobs(options.hideGlobs);
    const isUnlisted = (name: string): boolean => isGlobbed(name) || (!options.allowHidden && name.startsWith('.'));
    this.#root = root;
    this.#isUnlisted = isUnlisted;
    this.#trust = new TrustStore(options.stateDir);
    this.#folders = new WrittenFolders(join(options.stateDir, '.writing'));
    this.#checkpoints = new Checkpoints(
      root,
      join(options.stateDir, 'checkpoints'),
      this.#folders,
      options.keptCheckpoints ?? 5,
    );
    this.#reader = new EntryReader(root, hashes, this.#trust, isUnlisted);
    this.#mover = new EntryMover(root, this.#locks, this.#checkpoints, this.#folders, options);
    this.#writer = new EntryWriter({
      root,
      hashes,
      locks: this.#locks,
      trust: this.#trust,
      checkpoints: this.#checkpoints,
      uploads: this.#uploads,
      folders: this.#folders,
      log: options.log,
    });
    this.uploads = new ResumableUploads(join(options.stateDir, '.uploads'), this.#writer, (path) =>
      this.#report('save', path),
    );
  }

  /** Rejects with an `Error` that names the root where it is no folder. */
  static async open(options: LocalContentsOptions): Promise<LocalContents> {
    const wanted = resolve(options.rootDir);
    const found = await stat(wanted).catch(() => undefined);
    if (!found) throw new Error(`the root folder ${wanted} does not exist (contents.rootDir)`);
    if (!found.isDirectory()) throw new Error(`the root ${wanted} is not a folder (contents.rootDir)`);
    await access(wanted, constants.R_OK | constants.X_OK).catch(() => {
      throw new Error(`the root folder ${wanted} may not be read by this user (contents.rootDir)`);
    });
    const contents = new LocalContents(await realpath(wanted), options);
    void contents.uploads.clean();
    void contents.#folders.clean(); // nobody waits for it
    return contents;
  }

  get rootDir(): string {
    return this.#root.folder;
  }

  async read(path: string, options?: ReadOptions): Promise<Entry> {
    const entry = await this.#reader.read(trimSlashes(path), options);
    this.#report('get', entry.path);
    return entry;
  }

  async readPage(
    path: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly folder: Entry; readonly next: string | undefined }> {
    const page = await this.#reader.readPage(trimSlashes(path), limit, after);
    if (after === undefined) this.#report('get', page.folder.path);
    return page;
  }

  async streamEntries(path: string): Promise<AsyncIterable<readonly Entry[]>> {
    const entries = await this.#reader.streamEntries(trimSlashes(path));
    this.#report('get', trimSlashes(path));
    return entries;
  }

  async readPart(path: string, wanted: PartRange): Promise<Entry | undefined> {
    const part = await this.#reader.readPart(trimSlashes(path), wanted);
    if (part) this.#report('get', part.path);
    return part;
  }

  async kind(path: string): Promise<'file' | 'directory' | undefined> {
    const local = this.#root.isHidden(path) ? undefined : this.#root.find(path);
    const found = local === undefined ? undefined : await stat(local).catch(() => undefined);
    if (found?.isDirectory()) return 'directory';
    return found?.isFile() ? 'file' : undefined;
  }

  async exists(path: string): Promise<boolean> {
    return (await this.kind(path)) !== undefined;
  }

  async save(path: string, model: SaveModel, conditions?: SaveConditions): Promise<Saved> {
    const saved = await this.#writer.save(trimSlashes(path), model, conditions);
    this.#report('save', saved.entry.path);
    return saved;
  }

  async write(path: string, bytes: Readable, conditions?: SaveConditions): Promise<Saved> {
    const saved = await this.#writer.write(trimSlashes(path), bytes, conditions);
    this.#report('save', saved.entry.path);
    return saved;
  }

  async create(folder: string, options: CreateOptions): Promise<Entry> {
    const path = await this.#mover.create(trimSlashes(folder), options);
    this.#report('save', path);
    return await this.#describe(path);
  }

  async copy(source: string, target: string, task?: Task): Promise<Entry> {
    const from = trimSlashes(source);
    const path = await this.#mover.copy(from, trimSlashes(target), task);
    this.#report('copy', path, from);
    return await this.#describe(path);
  }

  async rename(source: string, target: string): Promise<Entry> {
    const [from, to] = [trimSlashes(source), trimSlashes(target)];
    if (from === to) return await this.#describe(to);
    await this.#mover.rename(from, to);
    this.#report('rename', to, from);
    return await this.#describe(to);
  }

  async delete(path: string, task?: Task): Promise<void> {
    await this.#mover.delete(trimSlashes(path), task);
    this.#report('delete', trimSlashes(path));
  }

  async trust(path: string): Promise<void> {
    const local = this.#visible(path);
    const { bytes } = await onDisk(path, () => readBytes(local, path));
    notebookOf(bytes, path);
    await onDisk('the store of trusted notebooks', () => this.#trust.add(hashOf(bytes)));
  }

  async listCheckpoints(path: string): Promise<readonly Checkpoint[]> {
    this.#visible(path);
    return await this.#checkpoints.list(trimSlashes(path));
  }

  async createCheckpoint(path: string): Promise<Checkpoint> {
    const local = this.#visible(path);
    return await this.#locks.run([local], () => this.#checkpoints.create(trimSlashes(path)));
  }

  async restoreCheckpoint(path: string, id: string): Promise<void> {
    const local = this.#visible(path);
    await this.#locks.run([local], () => this.#checkpoints.restore(trimSlashes(path), id));
  }

  async deleteCheckpoint(path: string, id: string): Promise<void> {
    const local = this.#visible(path);
    await this.#locks.run([local], () => this.#checkpoints.delete(trimSlashes(path), id));
  }

  async stream(path: string): Promise<Readable> {
    const local = this.#visible(path);
    const { handle } = await onDisk(path, () => openFile(local, path));
    return handle.createReadStream();
  }

  walk(path: string): AsyncIterable<Walked> {
    return walkDisk(this.#visible(path), (name) => !this.#isUnlisted(name));
  }

  async watch(folder: string, listener: (change: ContentsChange) => void): Promise<Disposable> {
    const path = trimSlashes(folder);
    await this.#reader.read(path, { type: 'directory', content: false });
    const watched = {
      path,
      local: this.#root.locate(path),
      isShown: (name: string) => !isTemporary(name) && !this.#isUnlisted(name),
      describe: (entry: string) => this.#reader.read(entry, { content: false }).catch(() => undefined),
    };
    return await onDisk(path, () => this.#watches.add(watched, listener));
  }

  localPath(path: string): string | undefined {
    return this.#root.find(path);
  }

  isHidden(path: string): boolean {
    return this.#root.isHidden(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#uploads[Symbol.asyncDispose]();
    await this.#folders[Symbol.asyncDispose]();
  }

  /** What is done is done: a listener's failure must not become the answer. */
  #report(action: Action, path: string, source?: string): void {
    const { onAction, log } = this.#options;
    try {
      onAction?.(action, path, source);
    } catch (error) {
      log?.warn('an event could not be emitted', { action, error: error instanceof Error ? error.message : 'unknown' });
    }
  }

  #visible(path: string): string {
    const local = this.#root.locate(path);
    if (this.#root.isHidden(path)) throw new ContentsError('hidden', `file or directory '${path}' does not exist`);
    return local;
  }

  async #describe(path: string): Promise<Entry> {
    return await this.#reader.read(path, { content: false });
  }
}
