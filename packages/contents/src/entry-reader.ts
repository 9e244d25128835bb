import { ContentsError, type Entry, type PartRange, type ReadOptions } from '@himalia/contracts/contents';
import { encodeBase64 } from './base64.ts';
import { onDisk } from './disk-error.ts';
import { describeEntry, type Found, findEntry, typeOf } from './entry-model.ts';
import { type FileBytes, type FileHashes, hashOf, readBytes } from './file-bytes.ts';
import { type Folder, listFolder, listPage, streamFolder } from './listing.ts';
import { decodeText, notebookOf, validationMessage } from './notebook-file.ts';
import { PartReader } from './part-reader.ts';
import { notFound, type Root } from './root.ts';
import type { TrustStore } from './trust-store.ts';
import { markTrusted } from './trusted-cells.ts';

type Hash = Pick<Entry, 'hash' | 'hash_algorithm'>;
const hashed = (hash: string): Hash => ({ hash, hash_algorithm: 'sha256' });

/** Makes models of what is on the disk. */
export class EntryReader {
  readonly #root: Root;
  readonly #hashes: FileHashes;
  readonly #trust: TrustStore;
  readonly #parts: PartReader;
  readonly #isUnlisted: (name: string) => boolean;

  constructor(root: Root, hashes: FileHashes, trust: TrustStore, isUnlisted: (name: string) => boolean) {
    this.#root = root;
    this.#hashes = hashes;
    this.#trust = trust;
    this.#parts = new PartReader(hashes, trust);
    this.#isUnlisted = isUnlisted;
  }

  /** `path` is without outer slashes. */
  async read(path: string, options: ReadOptions = {}): Promise<Entry> {
    const local = this.#visible(path);
    return await onDisk(path, async () => {
      const found = await findEntry(local);
      if (found.stats.isDirectory()) return await this.#folder(path, local, found, options);
      if (options.type === 'directory') throw new ContentsError('bad_type', `${path} is not a directory`);
      const type = options.type ?? typeOf(found, path);
      if (options.content === false) return await this.#described(path, local, found, type, options);
      if (found.broken) throw notFound(path);
      const read = await readBytes(local, path);
      return type === 'notebook'
        ? await this.#notebook(path, local, read, options)
        : await this.#file(path, local, read, options);
    });
  }

  async readPage(
    path: string,
    limit: number,
    after?: string,
  ): Promise<{ readonly folder: Entry; readonly next: string | undefined }> {
    const { entry, folder } = await this.#openFolder(path);
    const { entries, next } = await onDisk(path, () => listPage(folder, limit, after));
    return { folder: { ...entry, format: 'json', content: entries }, next };
  }

  async streamEntries(path: string): Promise<AsyncIterable<readonly Entry[]>> {
    return streamFolder((await this.#openFolder(path)).folder);
  }

  async readPart(path: string, wanted: PartRange): Promise<Entry | undefined> {
    const local = this.#visible(path);
    return await onDisk(path, async () => {
      if ((await findEntry(local)).stats.isDirectory())
        throw new ContentsError('bad_type', `${path} is a directory, it has no ${wanted.unit}`);
      return await this.#parts.read(path, local, wanted);
    });
  }

  #visible(path: string): string {
    if (this.#root.isHidden(path)) throw new ContentsError('hidden', notFound(path).message);
    return this.#root.locate(path);
  }

  async #openFolder(path: string): Promise<{ readonly entry: Entry; readonly folder: Folder }> {
    const local = this.#visible(path);
    return await onDisk(path, async () => {
      const found = await findEntry(local);
      if (!found.stats.isDirectory()) throw new ContentsError('bad_type', `${path} is not a directory`);
      return { entry: await describeEntry(path, local, found, 'directory'), folder: this.#listed(path, local, found) };
    });
  }

  async #folder(path: string, local: string, found: Found, { type, content }: ReadOptions): Promise<Entry> {
    if (type !== undefined && type !== 'directory')
      throw new ContentsError('bad_type', `${path} is a directory, not a ${type}`);
    const entry = await describeEntry(path, local, found, 'directory');
    if (content === false) return entry;
    return { ...entry, format: 'json', content: await listFolder(this.#listed(path, local, found)) };
  }

  #listed(path: string, local: string, { stats }: Found): Folder {
    return { path, local, device: stats.dev, isHidden: this.#isUnlisted };
  }

  async #described(
    path: string,
    local: string,
    seen: Found,
    type: Entry['type'],
    { hash }: ReadOptions,
  ): Promise<Entry> {
    if (!hash || seen.broken) return await describeEntry(path, local, seen, type);
    const { hash: text, found } = await this.#hashes.get(local, path, seen);
    return { ...(await describeEntry(path, local, found, type)), ...hashed(text) };
  }

  async #notebook(path: string, local: string, { bytes, found }: FileBytes, { hash }: ReadOptions): Promise<Entry> {
    const notebook = notebookOf(bytes, path);
    const digest = hashOf(bytes);
    const trusted = await this.#trust.has(digest).catch(() => false);
    return {
      ...(await describeEntry(path, local, found, 'notebook')),
      format: 'json',
      content: markTrusted(notebook, trusted),
      ...(hash ? hashed(digest) : {}),
      ...validationMessage(notebook),
    };
  }

  async #file(path: string, local: string, { bytes, found }: FileBytes, options: ReadOptions): Promise<Entry> {
    const { format, hash } = options;
    const entry = await describeEntry(path, local, found, 'file');
    const text = format === 'base64' ? undefined : decodeText(bytes);
    if (format === 'text' && text === undefined) throw new ContentsError('bad_format', `${path} is not UTF-8 encoded`);
    const content =
      text === undefined
        ? { format: 'base64' as const, content: encodeBase64(bytes), mimetype: 'application/octet-stream' }
        : { format: 'text' as const, content: text, mimetype: 'text/plain' };
    const digest = hash ? hashed(hashOf(bytes)) : {};
    return { ...entry, ...content, mimetype: entry.mimetype ?? content.mimetype, ...digest };
  }
}
