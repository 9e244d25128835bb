import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ContentsError, type SaveConditions, type Upload, type Uploads } from '@himalia/contracts/contents';
import { trimSlashes } from '@himalia/core';
import { onDisk } from './disk-error.ts';
import { DurableFile } from './durable-write.ts';
import type { EntryWriter } from './entry-writer.ts';

import { uploadName } from './temporary-file.ts';

const maxUploads = 200;
const patience = 24 * 3_600_000;

/** What is remembered of an upload, in a file of its own. */
type Kept = {
  readonly id: string;
  readonly path: string;
  readonly length: number;
  readonly conditions: SaveConditions;
  /** The file on disk that it will be; the data lie beside it. */
  readonly target: string;
  /** A finished upload is remembered for clients that missed its last answer. */
  readonly done: boolean;
};
type Active = { readonly stop: () => void; readonly ended: Promise<unknown> };

/**
 * Uploads that survive lost connections and restarts. The bytes are beside the file that they will be, flushed before each
 * answer; what else there is to know is in a folder of the server.
 */
export class ResumableUploads implements Uploads {
  readonly #folder: string;
  readonly #writer: EntryWriter;
  readonly #onSaved: (path: string) => void;
  readonly #active = new Map<string, Active>();

  constructor(folder: string, writer: EntryWriter, onSaved: (path: string) => void) {
    this.#folder = folder;
    this.#writer = writer;
    this.#onSaved = onSaved;
  }

  async create(given: string, length: number, conditions: SaveConditions = {}): Promise<Upload> {
    const path = trimSlashes(given);
    if ((await this.clean()) >= maxUploads)
      throw new ContentsError('bad_request', `More than ${maxUploads} uploads at a time; end or discard some`);
    const id = randomBytes(16).toString('hex');
    const file = await this.#writer.begin(path, conditions, uploadName(id));
    await file.pause();
    const kept = { id, path, length, conditions, target: file.target, done: false };
    await this.#keep(kept).catch(async (error) => {
      await file.discard();
      throw error;
    });
    return length === 0
      ? await this.#finish(kept, await DurableFile.resume(file.target, uploadName(id)))
      : await this.#state(kept);
  }

  async find(id: string): Promise<Upload> {
    return await this.#state(await this.#kept(id));
  }

  async append(id: string, offset: number, bytes: Readable): Promise<Upload> {
    const kept = await this.#kept(id);
    for (let earlier = this.#active.get(id); earlier; earlier = this.#active.get(id)) {
      earlier.stop();
      await earlier.ended.catch(() => undefined);
    }
    const ended = this.#appendAlone(kept, offset, bytes);
    this.#active.set(id, { stop: () => bytes.destroy(), ended });
    try {
      return await ended;
    } finally {
      this.#active.delete(id);
    }
  }

  async #appendAlone(kept: Kept, offset: number, bytes: Readable): Promise<Upload> {
    const { path, length } = kept;
    const state = await this.#state(kept);
    if (offset !== state.offset)
      throw new ContentsError('conflict', `The upload of ${path} is at ${state.offset}, not at ${offset}`);
    if (kept.done) return state;
    return await onDisk(path, async () => {
      const file = await DurableFile.resume(kept.target, uploadName(kept.id));
      let end = offset;
      try {
        for await (const piece of bytes as AsyncIterable<Buffer>) {
          if (end + piece.length > length)
            throw new ContentsError(
              'too_large',
              `The upload of ${path} is longer than the ${length} bytes it was said to have`,
            );
          const { length: arrived } = piece;
          await file.consume(piece, end);
          end += arrived;
        }
      } catch (error) {
        await file.pause().catch(() => undefined);
        throw error;
      }
      if (end === length) return await this.#finish(kept, file);
      await file.pause();
      return await this.#state(kept);
    });
  }

  async discard(id: string): Promise<void> {
    const kept = await this.#kept(id);
    this.#active.get(id)?.stop();
    await this.#drop(kept);
  }

  /** Drops what has expired. Answers how many are under way. Never fails. */
  async clean(): Promise<number> {
    let underWay = 0;
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const kept = await this.#read(name.replace(/\.json$/, ''));
      const expires = kept && (await this.#state(kept).catch(() => undefined))?.expires.getTime();
      if (kept && expires !== undefined && expires > Date.now()) underWay += kept.done ? 0 : 1;
      else if (kept) await this.#drop(kept);
      else await unlink(join(this.#folder, name)).catch(() => undefined);
    }
    return underWay;
  }

  async #finish(kept: Kept, file: DurableFile): Promise<Upload> {
    try {
      await this.#writer.commit(kept.path, file, kept.conditions);
    } catch (error) {
      await this.#drop(kept);
      throw error;
    }
    const done = { ...kept, done: true };
    await this.#keep(done);
    this.#onSaved(kept.path);
    return await this.#state(done);
  }

  async #state(kept: Kept): Promise<Upload> {
    const { id, path, length, done } = kept;
    const found = await stat(done ? this.#file(id) : this.#data(kept)).catch(() => undefined);
    if (!found) throw notThere(id);
    const expires = new Date(found.mtimeMs + patience);
    return { id, path, length, offset: done ? length : found.size, expires };
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  #data({ target, id }: Kept): string {
    return join(dirname(target), uploadName(id));
  }

  async #keep(kept: Kept): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#file(kept.id), JSON.stringify(kept), { mode: 0o600, flush: true });
  }

  async #kept(id: string): Promise<Kept> {
    const kept = await this.#read(id);
    if (!kept) throw notThere(id);
    return kept;
  }

  async #read(id: string): Promise<Kept | undefined> {
    if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
    try {
      return JSON.parse(await readFile(this.#file(id), 'utf8'));
    } catch {
      return undefined;
    }
  }

  async #drop(kept: Kept): Promise<void> {
    if (!kept.done) await unlink(this.#data(kept)).catch(() => undefined);
    await unlink(this.#file(kept.id)).catch(() => undefined);
  }
}

function notThere(id: string): ContentsError {
  return new ContentsError('not_found', `There is no upload ${id.slice(0, 40)}; it may have ended or expired`);
}
