import { createHash, type Hash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  ContentsError,
  type Entry,
  type SaveConditions,
  type Saved,
  type SaveModel,
} from '@himalia/contracts/contents';
import type { Log } from '@himalia/core';
import { decodeBase64 } from './base64.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { ChunkedUploads } from './chunked-uploads.ts';
import { codeOf, onDisk } from './disk-error.ts';
import { DurableFile, syncFolder, writeDurably, writeTarget } from './durable-write.ts';
import { describeEntry, type Found, findEntry } from './entry-model.ts';
import { type FileHashes, hashOf } from './file-bytes.ts';
import { notebookBytes, notebookToSave, validationMessage } from './notebook-file.ts';
import { PathLock } from './path-lock.ts';
import { notFound, type Root, splitPath } from './root.ts';
import type { TrustStore } from './trust-store.ts';
import { allCellsTrusted } from './trusted-cells.ts';
import type { WrittenFolders } from './written-folders.ts';

/** What a writer works with. */
export type WriterParts = {
  readonly root: Root;
  readonly locks: PathLock;
  readonly hashes: FileHashes;
  readonly trust: TrustStore;
  readonly checkpoints: Checkpoints;
  readonly uploads: ChunkedUploads;
  readonly folders: WrittenFolders;
  readonly log: Log | undefined;
};
type Place = { readonly path: string; readonly local: string; readonly former: Found | undefined };

/** Saves files, notebooks and folders. */
export class EntryWriter {
  readonly #parts: WriterParts;
  readonly #arrivals = new PathLock();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** `path` is without outer slashes. */
  async save(path: string, model: SaveModel, conditions: SaveConditions = {}): Promise<Saved> {
    const { root, locks, folders } = this.#parts;
    if (root.isHidden(path)) throw new ContentsError('hidden', `Cannot create file or directory '${path}'`);
    const local = root.locate(path);
    return await onDisk(path, async () => {
      // Finding the target takes its time, which must not change who comes first; its lock is only queued for in here.
      const { saving } = await this.#arrivals.run([local], async () => {
        const target = await writeTarget(local);
        const save = () => this.#saveAlone(path, local, model, conditions);
        return { saving: locks.run([target], () => folders.enter(dirname(target)).then(save)) };
      });
      return await saving;
    });
  }

  /** Saves bytes as they arrive. Others may save while they do; conditions are looked at before and after. */
  async write(path: string, bytes: AsyncIterable<Uint8Array>, conditions: SaveConditions = {}): Promise<Saved> {
    const file = await this.begin(path, conditions);
    const digest = createHash('sha256');
    try {
      for await (const piece of bytes) {
        digest.update(piece);
        await onDisk(path, () => file.consume(piece));
      }
    } catch (error) {
      await file.discard();
      throw error;
    }
    return await this.commit(path, file, conditions, digest.digest('hex'));
  }

  /** Begins a file that arrives in its own time; throws what would keep it from being saved now. */
  async begin(path: string, conditions: SaveConditions, name?: string): Promise<DurableFile> {
    const { root, folders } = this.#parts;
    if (root.isHidden(path)) throw new ContentsError('hidden', `Cannot create file or directory '${path}'`);
    const local = root.locate(path);
    return await onDisk(path, async () => {
      const former = await formerEntry(local, path);
      await this.#checkConditions({ path, local, former }, conditions);
      if (former && !former.stats.isFile()) throw new ContentsError('bad_request', `${path} is not a regular file`);
      const folder = dirname(await writeTarget(local));
      await checkFolder(folder, path);
      await folders.enter(folder);
      return await DurableFile.begin(local, name);
    });
  }

  /** Puts such a file in its place, in turn with other saves of the path. */
  async commit(path: string, file: DurableFile, conditions: SaveConditions, hash?: string): Promise<Saved> {
    const local = this.#parts.root.locate(path);
    return await onDisk(path, () =>
      this.#parts.locks.run([file.target], async () => {
        const former = await formerEntry(local, path);
        try {
          await this.#checkConditions({ path, local, former }, conditions);
        } catch (error) {
          await file.discard();
          throw error;
        }
        await file.commit();
        return await this.#written({ path, local, former }, 'file', hash);
      }),
    );
  }

  async #saveAlone(path: string, local: string, model: SaveModel, conditions: SaveConditions): Promise<Saved> {
    const former = await formerEntry(local, path);
    await this.#checkConditions({ path, local, former }, conditions);
    return await this.#saveAs({ path, local, former }, model);
  }

  async #checkConditions({ path, local, former }: Place, conditions: SaveConditions): Promise<void> {
    const { ifMatch, ifAbsent, unmodifiedSince = Infinity } = conditions;
    if (Number(former?.stats.mtimeMs ?? 0n) >= unmodifiedSince + 1000) throw changed(path);
    if (ifAbsent && former) throw new ContentsError('changed', `${path} exists already`);
    if (ifMatch === undefined) return;
    if (!former) throw new ContentsError('changed', notFound(path).message);
    if (ifMatch.includes('*') || !former.stats.isFile()) return;
    const { hash } = await this.#parts.hashes.get(local, path, former);
    if (!ifMatch.includes(hash)) throw changed(path);
  }

  async #saveAs(place: Place, model: SaveModel): Promise<Saved> {
    const { path, local, former } = place;
    const type = model.type ?? (former ? undefined : typeForNew(path));
    if (type === undefined) throw new ContentsError('bad_request', 'No file type provided');
    if (type === 'directory' && model.chunk === undefined) return await this.#saveFolder(place);
    if (former && !former.stats.isFile()) throw new ContentsError('bad_request', `${path} is not a regular file`);
    if (former && (model.content ?? undefined) === undefined)
      throw new ContentsError('bad_request', 'No file content provided');
    await checkFolder(dirname(await writeTarget(local)), path);
    if (model.chunk !== undefined) return await this.#savePiece(place, type, model);
    return type === 'notebook' ? await this.#saveNotebook(place, model.content) : await this.#saveFile(place, model);
  }

  async #saveFolder({ path, local, former }: Place): Promise<Saved> {
    if (former && !former.stats.isDirectory()) throw new ContentsError('bad_request', `Not a directory: ${path}`);
    if (!former) {
      await mkdir(local).catch((error) => {
        throw codeOf(error) === 'ENOENT' ? noFolder(path) : error;
      });
      await syncFolder(dirname(local));
    }
    const found = await findEntry(local);
    return { entry: await describeEntry(path, local, found, 'directory'), hash: undefined, created: true };
  }

  async #saveFile(place: Place, { content, format }: SaveModel): Promise<Saved> {
    const bytes = content === undefined || content === null ? Buffer.alloc(0) : bytesOf(place.path, content, format);
    await writeDurably(place.local, [bytes]);
    return await this.#written(place, 'file', hashOf(bytes));
  }

  async #saveNotebook(place: Place, content: unknown): Promise<Saved> {
    const { trust, checkpoints } = this.#parts;
    const notebook = notebookToSave(content ?? undefined, place.path);
    const digest = createHash('sha256');
    await writeDurably(place.local, hashing(notebookBytes(notebook), digest));
    const hash = digest.digest('hex');
    if (allCellsTrusted(notebook)) await this.#inPassing('sign', place.path, () => trust.add(hash));
    await this.#inPassing('make the first checkpoint of', place.path, async () => {
      if ((await checkpoints.list(place.path)).length === 0) await checkpoints.create(place.path);
    });
    const saved = await this.#written(place, 'notebook', hash);
    return { ...saved, entry: { ...saved.entry, ...validationMessage(notebook) } };
  }

  async #savePiece(place: Place, type: Entry['type'], { content, format, chunk = 1 }: SaveModel): Promise<Saved> {
    const { path, local, former } = place;
    if (type !== 'file')
      throw new ContentsError('bad_request', `File type "${type}" is not supported for large file transfer`);
    if (content === undefined || content === null) throw new ContentsError('bad_request', 'No file content provided');
    const found = await this.#parts.uploads.add(local, path, chunk, bytesOf(path, content, format));
    const created = chunk === 1 && !former;
    if (found) {
      const entry = await describeEntry(path, local, found, 'file');
      return { entry: { ...entry, writable: true }, hash: undefined, created };
    }
    return { ...(await this.#written(place, 'file')), created };
  }

  async #written({ path, local, former }: Place, type: Entry['type'], hash?: string): Promise<Saved> {
    const found = await findEntry(local);
    if (hash !== undefined) this.#parts.hashes.set(local, found, hash);
    return { entry: await describeEntry(path, local, found, type), hash, created: !former };
  }

  /** What comes with a save and must not undo it. */
  async #inPassing(what: string, path: string, work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => {
      this.#parts.log?.warn(`could not ${what} ${path}`, { error: error instanceof Error ? error.message : 'unknown' });
    });
  }
}

function* hashing(pieces: Iterable<Uint8Array>, digest: Hash): Generator<Uint8Array> {
  for (const piece of pieces) {
    digest.update(piece);
    yield piece;
  }
}

async function checkFolder(folder: string, path: string): Promise<void> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw noFolder(path);
}

function changed(path: string): ContentsError {
  return new ContentsError('changed', `${path} was changed on disk since it was read`);
}

async function formerEntry(local: string, path: string): Promise<Found | undefined> {
  try {
    const found = await findEntry(local);
    return found.broken ? undefined : found;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw codeOf(error) === 'ENOTDIR' ? noFolder(path) : error;
  }
}

function noFolder(path: string): ContentsError {
  return new ContentsError('not_found', `No such directory: ${splitPath(path).folder}`);
}

function typeForNew(path: string): Entry['type'] {
  return path.endsWith('.ipynb') ? 'notebook' : 'file';
}

function bytesOf(path: string, content: unknown, format: string | null | undefined): Buffer {
  if (format !== 'text' && format !== 'base64')
    throw new ContentsError('bad_request', "Must specify format of file contents as 'text' or 'base64'");
  if (content instanceof Buffer) return content;
  if (typeof content !== 'string') throw new ContentsError('bad_request', `The content of ${path} is not a string`);
  const bytes = format === 'text' ? Buffer.from(content) : decodeBase64(content);
  if (!bytes) throw new ContentsError('bad_request', `Encoding error saving ${path}: the content is not base64`);
  return bytes;
}
