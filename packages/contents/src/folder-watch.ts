import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type { ContentsChange } from '@himalia/contracts/contents';
import { joinPath } from './root.ts';

/** Changes are told this many milliseconds after the first of them. */
const rest = 50;
/** More changes than this at once are told as one `relist`. */
const maxTold = 200;

export type Watched = {
  readonly path: string;
  readonly local: string;
  /** Whether a name is told of. */
  readonly isShown: (name: string) => boolean;
  /** The entry as it is now, or undefined where there is none (any more). */
  readonly describe: (path: string) => Promise<ContentsChange['entry'] | undefined>;
};
type Listener = (change: ContentsChange) => void;

/** Watches one folder for all who want to know. Names that change are gathered for a moment, then looked at. */
export class FolderWatch {
  readonly #watched: Watched;
  readonly #listeners = new Set<Listener>();
  readonly #names = new Set<string>();
  #known: Set<string>;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> = Promise.resolve();
  readonly #onEmpty: () => void;

  private constructor(watched: Watched, known: Set<string>, onEmpty: () => void) {
    this.#watched = watched;
    this.#known = known;
    this.#onEmpty = onEmpty;
  }

  /** Rejects where the folder cannot be watched. */
  static async open(watched: Watched, onEmpty: () => void): Promise<FolderWatch> {
    const self = new FolderWatch(watched, new Set(), onEmpty);
    const watcher = watch(watched.local, { persistent: false, encoding: 'buffer' }, (_event, name) => self.#note(name));
    self.#watcher = watcher;
    watcher.on('error', () => self.#lose());
    try {
      self.#known = new Set(await readdir(watched.local));
    } catch (error) {
      watcher.close();
      throw error;
    }
    return self;
  }

  add(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return {
      [Symbol.dispose]: () => {
        if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#close();
      },
    };
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#onEmpty();
  }

  #note(name: Buffer | null): void {
    this.#names.add(name?.toString() ?? '');
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const names = [...this.#names];
      this.#names.clear();
      this.#telling = this.#telling.then(() => this.#tellAll(names)).catch(() => this.#lose());
    }, rest).unref();
  }

  async #tellAll(names: readonly string[]): Promise<void> {
    const { path, isShown, local } = this.#watched;
    const present = await readdir(local).then(
      (all) => new Set(all),
      () => undefined,
    );
    if (!present) return this.#lose();
    const shown = names.filter((name) => name !== '' && isShown(name));
    if (shown.length > maxTold || names.includes('')) this.#tell({ type: 'relist', path });
    else for (const name of shown) await this.#tellOne(name, present);
    this.#known = present;
  }

  async #tellOne(name: string, present: ReadonlySet<string>): Promise<void> {
    const path = joinPath(this.#watched.path, name);
    const was = this.#known.has(name);
    const entry = present.has(name) ? await this.#watched.describe(path) : undefined;
    if (entry) this.#tell({ type: was ? 'changed' : 'created', path, entry });
    else if (was) this.#tell({ type: 'deleted', path });
  }

  /** The folder is gone, or cannot be watched any more. */
  #lose(): void {
    const { path } = this.#watched;
    this.#tell({ type: 'deleted', path });
    this.#tell({ type: 'refused', path, message: `${path} is not there any more` });
    this.#listeners.clear();
    this.#close();
  }

  #tell(change: ContentsChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
