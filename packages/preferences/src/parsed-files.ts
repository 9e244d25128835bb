import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

export type ParsedFile<T> = {
  readonly stats: BigIntStats;
  /** The text's value, or what is wrong with it. */
  readonly parsed: { readonly value: T } | { readonly problem: string };
};
type Options<T> = {
  /** Throws what is wrong. */
  readonly parse: (text: string) => T;
  /** Files remembered; the one not asked for the longest is forgotten first. */
  readonly most: number;
  /** Bytes; a larger file is a problem. */
  readonly largest: number;
};

/** Reads and parses files, anew only when they have changed. What is remembered is shared: it is not to be changed. */
export class ParsedFiles<T> {
  readonly #options: Options<T>;
  readonly #known = new Map<string, ParsedFile<T>>();

  constructor(options: Options<T>) {
    this.#options = options;
  }

  /** Undefined when there is no such file. */
  async read(path: string): Promise<ParsedFile<T> | undefined> {
    const stats = await stat(path, { bigint: true }).catch(() => undefined);
    if (!stats?.isFile()) {
      this.#known.delete(path);
      return undefined;
    }
    const known = this.#known.get(path);
    const file = known && isSame(known.stats, stats) ? known : { stats, parsed: await this.#parse(path, stats) };
    this.#known.delete(path);
    this.#known.set(path, file);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#options.most && oldest !== undefined) this.#known.delete(oldest);
    return file;
  }

  async #parse(path: string, { size }: BigIntStats): Promise<ParsedFile<T>['parsed']> {
    const { parse, largest } = this.#options;
    if (size > largest) return { problem: `the file is larger than ${largest} bytes` };
    try {
      return { value: parse(await readFile(path, 'utf8')) };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return (
    one.mtimeNs === other.mtimeNs && one.ctimeNs === other.ctimeNs && one.size === other.size && one.ino === other.ino
  );
}
