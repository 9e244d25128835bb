import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ContentsError } from '@himalia/contracts/contents';
import { type Found, versionOf } from './entry-model.ts';

/** Content larger than this is not put into JSON: base64 of more does not fit one string. */
const maxContentBytes = 256 * 1024 * 1024;
/** A file that changed this recently may change again without the clock of the file system moving. */
const settledMilliseconds = 100;

/** What a file held, and the state of the file it was read from: both of one moment, also while others replace it. */
export type FileBytes = { readonly bytes: Buffer; readonly found: Found };
export type FileHash = { readonly hash: string; readonly found: Found };

/** Opens a regular file. A pipe or a device is refused, never waited for. */
export async function openFile(local: string, path: string): Promise<{ handle: FileHandle; found: Found }> {
  const handle = await open(local, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await handle.stat({ bigint: true });
  if (stats.isFile()) return { handle, found: { stats, broken: false } };
  await handle.close();
  throw new ContentsError('bad_request', `${path} is not a regular file`);
}

export async function readBytes(local: string, path: string): Promise<FileBytes> {
  const { handle, found } = await openFile(local, path);
  await using _closed = handle;
  if (found.stats.size > maxContentBytes) {
    const megabytes = found.stats.size / 1024n / 1024n;
    throw new ContentsError('too_large', `${path} is too large to open (${megabytes} MB); download it instead`);
  }
  return { bytes: await readAll(handle, Number(found.stats.size)), found };
}

/** Everything up to the end, wherever it is by now. In one call where the size is right: `readFile` makes a hundred of it. */
async function readAll(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size + 1);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, null);
  if (bytesRead === size) return bytes.subarray(0, size);
  // It grew or shrank meanwhile, or is one of those that do not know their size.
  return Buffer.concat([bytes.subarray(0, bytesRead), await handle.readFile()]);
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of files by path and version, so that asking again for an unchanged file costs nothing. Bounded. */
export class FileHashes {
  readonly #known = new Map<string, { readonly version: string; readonly hash: string }>();
  readonly #limit: number;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  set(local: string, found: Found, hash: string): void {
    this.#known.delete(local);
    this.#known.set(local, { version: versionOf(found), hash });
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#limit && oldest !== undefined) this.#known.delete(oldest);
  }

  /** `seen` is how the file looked when it was last asked; it is opened only when that is new. */
  async get(local: string, path: string, seen: Found): Promise<FileHash> {
    const known = this.#known.get(local);
    if (known?.version === versionOf(seen)) return { hash: known.hash, found: seen };
    const { handle, found } = await openFile(local, path);
    await using _closed = handle;
    const digest = createHash('sha256');
    for await (const piece of handle.createReadStream({ autoClose: false })) digest.update(piece);
    const hash = digest.digest('hex');
    if (Date.now() - Number(found.stats.mtimeMs) > settledMilliseconds) this.set(local, found, hash);
    return { hash, found };
  }
}
