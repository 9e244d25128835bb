/** The listeners of one event. */
export class Listeners<Args extends readonly unknown[]> {
  #all: ((...args: Args) => void)[] = [];

  add(listener: (...args: Args) => void): Disposable {
    this.#all = [...this.#all, listener];
    return {
      [Symbol.dispose]: () => {
        this.#all = this.#all.filter((other) => other !== listener);
      },
    };
  }

  /** A listener that throws is a bug of its own: it becomes an uncaught exception, not an error of the peer. */
  emit(...args: Args): void {
    for (const listener of this.#all) {
      try {
        listener(...args);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }
}
