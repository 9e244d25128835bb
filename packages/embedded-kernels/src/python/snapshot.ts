import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const prefix = 'pyodide-';
const suffix = '.snapshot';
const keptMs = 14 * 24 * 3600 * 1000;

/**
 * The memory of a Python that has just started, kept on disk: from it the next one starts in a tenth of the time. One file
 * for each `version` and `contents` (what was loaded into it); others are removed when they are old. Every failure only
 * means that Python starts slowly.
 */
export class Snapshot {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string, version: string, contents: readonly string[]) {
    const key = createHash('sha256').update(JSON.stringify(contents)).digest('hex').slice(0, 16);
    this.#folder = folder;
    this.#file = `${prefix}${version}-${key}${suffix}`;
  }

  async read(): Promise<Uint8Array | undefined> {
    return await readFile(join(this.#folder, this.#file)).catch(() => undefined);
  }

  async write(memory: Uint8Array): Promise<void> {
    const target = join(this.#folder, this.#file);
    const temporary = `${target}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, memory, { mode: 0o600, flush: true });
      await rename(temporary, target);
      await this.#removeOld();
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async remove(): Promise<void> {
    await rm(join(this.#folder, this.#file), { force: true }).catch(() => undefined);
  }

  async #removeOld(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      if (!name.startsWith(prefix) || name === this.#file) continue;
      const path = join(this.#folder, name);
      if (Date.now() - (await stat(path)).mtimeMs > keptMs) await rm(path, { force: true });
    }
  }
}
