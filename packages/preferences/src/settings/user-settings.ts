import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import JSON5 from 'json5';
import { DurableFiles } from '../durable-files.ts';
import { type FileTimes, fileTimes } from '../file-times.ts';
import { isRecord, type Values } from '../is-record.ts';
import { ParsedFiles } from '../parsed-files.ts';
import { parseId } from './setting-id.ts';

const extension = '.jupyterlab-settings';

export type UserFile = {
  readonly times: FileTimes;
  readonly content: { readonly raw: string; readonly settings: Values } | { readonly problem: string };
};

/** Throws what is wrong. */
export function parseSettings(raw: string): Values {
  const value: unknown = JSON5.parse(raw);
  if (!isRecord(value)) throw new Error('it is no object');
  return value;
}

/** What the user changed: `<package>/<plugin>.jupyterlab-settings`, JSON5 with comments, below one folder. */
export class UserSettings {
  readonly #folder: string;
  readonly #files = new ParsedFiles({
    parse: (text) => ({ raw: text === '' ? '{}' : text, settings: text === '' ? {} : parseSettings(text) }),
    most: 5000,
    largest: 8 * 1024 * 1024,
  });
  readonly #writes = new DurableFiles();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined when the user changed nothing. */
  async read(id: string): Promise<UserFile | undefined> {
    const path = this.#path(id);
    const file = path === undefined ? undefined : await this.#files.read(path);
    if (!file) return undefined;
    const { parsed, stats } = file;
    return { times: fileTimes(stats), content: 'value' in parsed ? parsed.value : parsed };
  }

  /** A file that could not be read is kept beside, as `<name>.unreadable`: it may be a small slip of a long text. */
  async write(id: string, raw: string): Promise<void> {
    const path = this.#path(id);
    if (path === undefined) throw new TypeError(`${id} is no id`);
    const former = await this.#files.read(path);
    if (former && 'problem' in former.parsed) await copyFile(path, `${path}.unreadable`);
    await this.#writes.write(path, raw);
  }

  #path(id: string): string | undefined {
    const parsed = parseId(id);
    return parsed && join(this.#folder, parsed.package, `${parsed.plugin}${extension}`);
  }
}
