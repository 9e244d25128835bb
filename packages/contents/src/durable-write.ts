import { type BigIntStats, constants, type Stats } from 'node:fs';
import { access, type FileHandle, link, lstat, open, readFile, readlink, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from './disk-error.ts';
import { temporaryName } from './temporary-file.ts';

const maxLinks = 40;

/** Follows symbolic links of the last segment, also to where nothing is yet, so that a save replaces the link's target. */
export async function writeTarget(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < maxLinks; links++) {
    const found = await lstat(target).catch(() => undefined);
    if (!found?.isSymbolicLink()) return target;
    target = resolve(dirname(target), await readlink(target));
  }
  throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its rename is durable enough without.
  if (process.platform === 'win32') return;
  await using handle = await open(folder, constants.O_RDONLY);
  await handle.sync();
}

async function keepOwnerAndMode(handle: FileHandle, former: Stats): Promise<void> {
  const mine = await handle.stat();
  if (mine.uid !== former.uid || mine.gid !== former.gid) {
    // Only root may give files away; a group of one's own may still be kept.
    await handle.chown(former.uid, former.gid).catch(() => handle.chown(-1, former.gid).catch(() => undefined));
  }
  await handle.chmod(former.mode & 0o7777);
}

/** A clock that is this much ahead was wrong, and is not followed. */
const maxAheadMs = 24 * 3_600_000;

/**
 * Jupyter's clients tell by the modification time that somebody else saved. Two saves within one tick of the file system's
 * clock, or across a step back of it, must therefore not have the same time or an earlier one.
 */
async function keepTimeRising(handle: FileHandle, former: Stats): Promise<void> {
  const { mtimeMs, atimeMs } = await handle.stat();
  if (mtimeMs > former.mtimeMs || former.mtimeMs - mtimeMs > maxAheadMs) return;
  await handle.utimes(atimeMs / 1000, Math.floor(former.mtimeMs + 1) / 1000);
}

/** A file being written beside its target. Nothing of it shows until `commit`. */
export class DurableFile {
  readonly target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(target: string, temporary: string, handle: FileHandle) {
    this.target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Begins to replace or create a file. Rejects where the present one may not be written, as opening it would. */
  static async begin(path: string, name: string = temporaryName()): Promise<DurableFile> {
    const target = await writeTarget(path);
    const former = await stat(target).catch(() => undefined);
    if (former?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (former) await access(target, constants.W_OK);
    const temporary = join(dirname(target), name);
    const handle = await open(temporary, 'wx', former ? 0o600 : 0o666);
    return new DurableFile(target, temporary, handle);
  }

  /** Goes on with a file that was begun by this name, and closed. */
  static async resume(path: string, name: string): Promise<DurableFile> {
    const target = await writeTarget(path);
    const temporary = join(dirname(target), name);
    return new DurableFile(target, temporary, await open(temporary, 'r+'));
  }

  async write(bytes: Uint8Array, position: number | null = null): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const at = position === null ? null : position + done;
      done += (await this.#handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
    }
  }

  /**
   * Writes bytes that nobody needs afterwards, and frees them at once: the garbage collector would let some 64 MB of what
   * flows through gather first.
   */
  async consume(bytes: Uint8Array, position: number | null = null): Promise<void> {
    await this.write(bytes, position);
    const { buffer } = bytes;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
  }

  /** Flushes what is there and closes it, to be resumed. */
  async pause(): Promise<void> {
    await this.#handle.sync();
    await this.#handle.close();
  }

  stat(): Promise<BigIntStats> {
    return this.#handle.stat({ bigint: true });
  }

  /**
   * Puts it in the target's place: fsync, rename, fsync of the folder. With `fresh`, rejects with EEXIST where something
   * came there in the meantime.
   */
  async commit(fresh = false): Promise<void> {
    try {
      const former = await stat(this.target).catch(() => undefined);
      if (former) {
        await keepOwnerAndMode(this.#handle, former);
        await keepTimeRising(this.#handle, former);
      }
      await this.#handle.sync();
      await this.#handle.close();
      await (fresh ? moveFresh(this.#temporary, this.target) : replace(this.#temporary, this.target));
    } catch (error) {
      await this.discard();
      throw error;
    }
    await syncFolder(dirname(this.target));
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#temporary).catch(() => undefined);
  }
}

/** A file that is a mount point of its own (containers do that) cannot be renamed over: it is rewritten, in one go. */
async function replace(from: string, to: string): Promise<void> {
  try {
    return await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EBUSY') throw error;
  }
  const bytes = await readFile(from);
  {
    await using handle = await open(to, 'r+');
    await handle.writeFile(bytes);
    await handle.truncate(bytes.length);
    await handle.sync();
  }
  await unlink(from);
}

/** A rename that fails where something is. File systems without hard links get a check and a rename. */
export async function moveFresh(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    if (await lstat(to).catch(() => undefined)) throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    return await rename(from, to);
  }
  await unlink(from);
}

/**
 * Writes a whole file so that at any moment, also after a crash, either the former or the new content is there. Each piece is
 * asked for when the one before is written.
 */
export async function writeDurably(path: string, pieces: Iterable<Uint8Array>, fresh = false): Promise<void> {
  const file = await DurableFile.begin(path);
  try {
    for (const piece of pieces) await file.write(piece);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit(fresh);
}
