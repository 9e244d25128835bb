/** Listeners of one event, called in the order of their arrival. */
export class Listeners<T> {
  readonly #all = new Set<(value: T) => unknown>();

  add(listener: (value: T) => unknown): Disposable {
    this.#all.add(listener);
    return { [Symbol.dispose]: () => void this.#all.delete(listener) };
  }

  /** False: all of them answered false. */
  emit(value: T): boolean {
    let answer = false;
    for (const listener of this.#all) answer = listener(value) !== false || answer;
    return answer;
  }
}
