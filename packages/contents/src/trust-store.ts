import { createHmac, randomBytes } from 'node:crypto';
import { appendFile, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './disk-error.ts';
import { writeDurably } from './durable-write.ts';
import { temporaryName } from './temporary-file.ts';

const secretBytes = 32;

async function writeSecret(folder: string, file: string): Promise<void> {
  const temporary = join(folder, temporaryName());
  {
    await using handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(randomBytes(secretBytes).toString('base64'));
    await handle.sync();
  }
  // A link, not a rename: of two servers that start together the first one's secret holds.
  await link(temporary, file).catch((error) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await unlink(temporary);
}

/**
 * Remembers which bytes of notebook files this user trusts. `notebook-signatures` holds one line a notebook: the HMAC-SHA256
 * of the file's SHA-256, keyed with `notebook-secret` (mode 0600), newest last. Above `limit` lines the oldest quarter goes.
 */
export class TrustStore {
  readonly #folder: string;
  readonly #limit: number;
  #secret: Promise<Buffer> | undefined;
  #signatures = new Set<string>();
  #readAt = -1n;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, limit = 16_384) {
    this.#folder = folder;
    this.#limit = limit;
  }

  /** `hash` is the SHA-256 of the file's bytes in hexadecimal. */
  has(hash: string): Promise<boolean> {
    return this.#next(async () => {
      const signature = await this.#sign(hash);
      if (!this.#signatures.has(signature)) await this.#read();
      return this.#signatures.has(signature);
    });
  }

  add(hash: string): Promise<void> {
    return this.#next(async () => {
      const signature = await this.#sign(hash);
      await this.#read();
      if (this.#signatures.has(signature)) return;
      this.#signatures.add(signature);
      if (this.#signatures.size > this.#limit) await this.#shorten();
      else await appendFile(this.#file, `${signature}\n`, { mode: 0o600 });
      this.#readAt = await this.#modified();
    });
  }

  get #file(): string {
    return join(this.#folder, 'notebook-signatures');
  }

  async #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return await result;
  }

  async #sign(hash: string): Promise<string> {
    this.#secret ??= this.#readSecret();
    try {
      return createHmac('sha256', await this.#secret)
        .update(hash)
        .digest('hex');
    } catch (error) {
      this.#secret = undefined;
      throw error;
    }
  }

  async #readSecret(): Promise<Buffer> {
    const file = join(this.#folder, 'notebook-secret');
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (!(await stat(file).catch(() => undefined))) await writeSecret(this.#folder, file);
    return Buffer.from(await readFile(file, 'utf8'), 'base64');
  }

  async #modified(): Promise<bigint> {
    return (await stat(this.#file, { bigint: true }).catch(() => undefined))?.mtimeNs ?? -1n;
  }

  /** Another server of the same user may have added to the file. */
  async #read(): Promise<void> {
    const modified = await this.#modified();
    if (modified === this.#readAt) return;
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    this.#signatures = new Set(text.split('\n').filter((line) => /^[0-9a-f]{64}$/.test(line)));
    this.#readAt = modified;
  }

  async #shorten(): Promise<void> {
    const kept = [...this.#signatures].slice(Math.floor(this.#limit / 4));
    this.#signatures = new Set(kept);
    await writeDurably(this.#file, [Buffer.from(`${kept.join('\n')}\n`)]);
  }
}
