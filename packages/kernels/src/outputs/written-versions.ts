import { dropOldest } from '../drop-oldest.ts';

/** Notebooks, and versions of one, that are remembered; the oldest go. */
const keptNotebooks = 1000;
const keptVersions = 1000;

/** A version of a notebook: the file's SHA-256, and when it was modified as contents say it. */
export type Version = { readonly hash: string; readonly modified: string };
/** A version, and the cells whose outputs made it out of the one before. */
type Step = { readonly version: Version; readonly cells: readonly string[] };

/**
 * The versions of notebooks between which only outputs were written here. A page that shows one of them needs no more than
 * the outputs of some cells to show the last one.
 */
export class WrittenVersions {
  readonly #chains = new Map<string, Step[]>();

  wrote(path: string, before: Version, after: Version, cells: readonly string[]): void {
    const known = this.#chains.get(path);
    const chain = known?.at(-1)?.version.hash === before.hash ? known : [{ version: before, cells: [] }];
    chain.push({ version: after, cells });
    if (chain.length > keptVersions) chain.shift();
    this.#chains.delete(path);
    this.#chains.set(path, chain);
    dropOldest(this.#chains, keptNotebooks);
  }

  /** What became of a version since, which not every page knows by its hash; undefined where more than outputs was written, or nothing. */
  since(
    path: string,
    shown: Partial<Version>,
  ): { readonly now: Version; readonly cells: ReadonlySet<string> } | undefined {
    const chain = this.#chains.get(path) ?? [];
    const at = chain.findLastIndex(({ version: { hash, modified } }) =>
      shown.hash ? hash === shown.hash : modified === shown.modified,
    );
    const last = chain.at(-1);
    if (at < 0 || !last || at === chain.length - 1) return undefined;
    return { now: last.version, cells: new Set(chain.slice(at + 1).flatMap(({ cells }) => cells)) };
  }

  /** Somebody else saved it. */
  forget(path: string): void {
    this.#chains.delete(path);
  }
}
