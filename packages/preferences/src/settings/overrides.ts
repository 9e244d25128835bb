import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import JSON5 from 'json5';
import { isRecord, type Values } from '../is-record.ts';
import { ParsedFiles } from '../parsed-files.ts';
import { mergeInto } from './merge.ts';

type Folders = {
  /** `lab/settings` folders of the application, the first one wins. */
  readonly settings: readonly string[];
  /** The configuration path, the first one wins. */
  readonly config: readonly string[];
};
const labconfig = 'labconfig/default_setting_overrides';

async function filesIn(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** What whoever runs the server changed about settings' defaults: values by plugin id, then by setting. */
export class Overrides {
  readonly #folders: Folders;
  readonly #report: (path: string, problem: string) => void;
  readonly #files = new ParsedFiles({ parse: (text): unknown => JSON5.parse(text), most: 200, largest: 1024 * 1024 });
  #last: { readonly sources: readonly unknown[]; readonly values: ReadonlyMap<string, Values> } | undefined;

  /** @param report is told of files that cannot be read, which are left out */
  constructor(folders: Folders, report: (path: string, problem: string) => void) {
    this.#folders = folders;
    this.#report = report;
  }

  /** The same object as long as no file has changed. */
  async read(): Promise<ReadonlyMap<string, Values>> {
    const files = await Promise.all((await this.#paths()).map((path) => this.#file(path)));
    const sources = files.filter((source) => source !== undefined);
    const last = this.#last;
    if (last && last.sources.length === sources.length && last.sources.every((one, index) => one === sources[index]))
      return last.values;
    const merged = sources.reduce<Record<string, unknown>>((all, source) => mergeInto(all, source), {});
    const values = new Map(Object.entries(merged).filter((entry): entry is [string, Values] => isRecord(entry[1])));
    this.#last = { sources, values };
    return values;
  }

  /** From the weakest to the strongest. */
  async #paths(): Promise<readonly string[]> {
    const application = this.#folders.settings
      .toReversed()
      .map(async (folder) => [
        ...(await filesIn(join(folder, 'overrides.d'), /\.json5?$/)),
        join(folder, 'overrides.json'),
        join(folder, 'overrides.json5'),
      ]);
    const configured = this.#folders.config
      .toReversed()
      .map(async (folder) => [
        ...(await filesIn(join(folder, `${labconfig}.d`), /\.json$/)),
        join(folder, `${labconfig}.json`),
      ]);
    return (await Promise.all([...application, ...configured])).flat();
  }

  async #file(path: string): Promise<Values | undefined> {
    const parsed = (await this.#files.read(path))?.parsed;
    if (!parsed) return undefined;
    if ('value' in parsed && isRecord(parsed.value)) return parsed.value;
    this.#report(path, 'problem' in parsed ? parsed.problem : 'it is no object');
    return undefined;
  }
}
