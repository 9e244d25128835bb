import { appendFile, mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, nameOf, removeLeftovers } from './temporary-file.ts';
import { writer } from './writer.ts';

const maxFolders = 1000;

/**
 * Remembers on disk in which folders this process writes, so that the next one finds what is left there when this one is
 * killed: one file a process, one absolute path a line.
 */
export class WrittenFolders {
  readonly #folder: string;
  readonly #entered = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Called before the first temporary file of a folder is made. Never fails. */
  async enter(folder: string): Promise<void> {
    if (this.#entered.has(folder)) return;
    if (this.#entered.size >= maxFolders) this.#entered.clear();
    this.#entered.add(folder);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    const line = `${JSON.stringify(folder)}\n`;
    await appendFile(join(this.#folder, nameOf(writer)), line, { mode: 0o600 }).catch(() => undefined);
    void removeLeftovers(folder);
  }

  /** Removes what writers that are gone left. Never fails. */
  async clean(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (isGone(name) !== true) continue;
      const list = join(this.#folder, name);
      for (const folder of foldersIn(await readFile(list, 'utf8').catch(() => ''))) await removeLeftovers(folder);
      await unlink(list).catch(() => undefined);
    }
  }

  /** Nothing is left by a server that stops in peace. */
  async [Symbol.asyncDispose](): Promise<void> {
    await unlink(join(this.#folder, nameOf(writer))).catch(() => undefined);
  }
}

function foldersIn(text: string): ReadonlySet<string> {
  const folders = text.split('\n').flatMap((line) => {
    try {
      const folder: unknown = JSON.parse(line);
      return typeof folder === 'string' ? [folder] : [];
    } catch {
      return [];
    }
  });
  return new Set(folders);
}
