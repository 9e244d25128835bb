/** Notebooks, and versions of one, that are remembered; the oldest go. */
const keptNotebooks = 1000;
const keptVersions = 1000;

/** A version of a notebook by its hash, and the cells whose outputs made it out of the one before. */
type Version = { readonly hash: string; readonly cells: readonly string[] };

/**
 * The versions of notebooks between which only outputs were written here. A page that shows one of them needs no more than
 * the outputs of some cells to show the last one.
 */
export class WrittenVersions {
  readonly #chains = new Map<string, Version[]>();

  wrote(path: string, before: string, after: string, cells: readonly string[]): void {
    const known = this.#chains.get(path);
    const chain = known?.at(-1)?.hash === before ? known : [{ hash: before, cells: [] }];
    chain.push({ hash: after, cells });
    if (chain.length > keptVersions) chain.shift();
    this.#chains.delete(path);
    this.#chains.set(path, chain);
    const [oldest] = this.#chains.keys();
    if (this.#chains.size > keptNotebooks && oldest !== undefined) this.#chains.delete(oldest);
  }

  /** What became of a version since; undefined where more than outputs was written, or nothing. */
  since(path: string, hash: string): { readonly hash: string; readonly cells: ReadonlySet<string> } | undefined {
    const chain = this.#chains.get(path) ?? [];
    const at = chain.findLastIndex((version) => version.hash === hash);
    const last = chain.at(-1);
    if (at < 0 || !last || at === chain.length - 1) return undefined;
    return { hash: last.hash, cells: new Set(chain.slice(at + 1).flatMap(({ cells }) => cells)) };
  }

  /** Somebody else saved it. */
  forget(path: string): void {
    this.#chains.delete(path);
  }
}
