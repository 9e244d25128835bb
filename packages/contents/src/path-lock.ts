/** Lets one writer at a time work on a path; others wait in the order they came. */
export class PathLock {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `work` when every earlier work on any of these paths has ended. */
  async run<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = paths.map((path) => this.#last.get(path));
    const done = Promise.withResolvers<void>();
    for (const path of paths) this.#last.set(path, done.promise);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const path of paths) if (this.#last.get(path) === done.promise) this.#last.delete(path);
      done.resolve();
    }
  }
}
