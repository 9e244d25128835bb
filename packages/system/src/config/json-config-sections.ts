import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConfigSections, Section } from '@himalia/contracts/config-sections';
import type { Log } from '@himalia/core';
import { checkDepth, empty, isObject, merge, type Values, withoutDefaults } from './merge.ts';

type Folders = {
  /** The Jupyter configuration path; the first entry wins. */
  readonly path: readonly string[];
  /** Where changes go. */
  readonly user: string;
};
/** Jupyter Server's folder, and classic Notebook's, which nbextensions write to and which yields. */
const kinds: readonly string[] = ['serverconfig', 'nbconfig'];

/** Sections in `<configuration folder>/serverconfig/<section>.json`, over the files of `<section>.d/`. */
export class JsonConfigSections implements ConfigSections {
  readonly #folders: Folders;
  readonly #log: Log;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folders: Folders, log: Log) {
    this.#folders = folders;
    this.#log = log;
  }

  async get(section: string): Promise<Section> {
    const folders = kinds.flatMap((kind) => this.#folders.path.map((folder) => join(folder, kind)));
    const values = empty();
    for (const folder of folders.toReversed()) merge(values, await this.#read(folder, section, true));
    return values;
  }

  put(section: string, values: Section): Promise<void> {
    return this.#alone(() => this.#write(section, values));
  }

  patch(section: string, changes: Section): Promise<Section> {
    return this.#alone(async () => {
      checkDepth(changes);
      const values = merge(await this.#read(this.#userFolder, section, true), changes);
      await this.#write(section, values);
      return values;
    });
  }

  get #userFolder(): string {
    return join(this.#folders.user, 'serverconfig');
  }

  /** One change after the other, so that none is lost. */
  #alone<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(change);
    this.#writing = result.catch(() => undefined);
    return result;
  }

  async #read(folder: string, section: string, withOwn: boolean): Promise<Values> {
    const drop = join(folder, `${section}.d`);
    const dropped = (await readdir(drop).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted();
    const files = [...dropped.map((name) => join(drop, name)), ...(withOwn ? [join(folder, `${section}.json`)] : [])];
    const values = empty();
    for (const file of files) merge(values, await this.#parse(file));
    return values;
  }

  async #parse(file: string): Promise<Values> {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.trim() === '') return {};
    try {
      const value: unknown = JSON.parse(text);
      if (isObject(value)) return value;
      this.#log.warn('A configuration file holds no JSON object and is left out', { file });
    } catch (error) {
      this.#log.warn('A configuration file is no JSON and is left out', { file, reason: (error as Error).message });
    }
    return {};
  }

  async #write(section: string, values: Section): Promise<void> {
    checkDepth(values);
    const folder = this.#userFolder;
    await mkdir(folder, { recursive: true });
    const own = withoutDefaults(values, await this.#read(folder, section, false));
    await replace(join(folder, `${section}.json`), `${JSON.stringify(own, null, 2)}\n`);
  }
}

/** Complete and on disk, or unchanged. A link is followed: people keep their configuration elsewhere. */
async function replace(path: string, text: string): Promise<void> {
  const file = await realpath(path).catch(() => path);
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
