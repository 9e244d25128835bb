/** The listeners of one event. */
export class Listeners<Args extends readonly unknown[]> {
  #all: ((...args: Args) => unknown)[] = [];

  add(listener: (...args: Args) => unknown): Disposable {
    this.#all = [...this.#all, listener];
    return {
      [Symbol.dispose]: () => {
        this.#all = this.#all.filter((other) => other !== listener);
      },
    };
  }

  /**
   * False: all of them answered false. A listener that throws is a bug of its own: it becomes an uncaught exception, not an error
   * of the peer.
   */
  emit(...args: Args): boolean {
    let answer = false;
    for (const listener of this.#all) {
      try {
        answer = listener(...args) !== false || answer;
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
    return answer;
  }
}
