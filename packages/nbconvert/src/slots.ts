import { NotebookExportError } from '@himalia/contracts/nbconvert';

/** So many at a time; others wait in order, at most `waiting`. */
export class Slots {
  readonly #waiting: number;
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number, waiting: number) {
    this.#free = atOnce;
    this.#waiting = waiting;
  }

  /** Rejects with `busy`, or with the signal's reason when it is aborted before its turn. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#queue.length >= this.#waiting)
      throw new NotebookExportError('busy', 'Too many notebooks are being converted; try again later');
    if (this.#free === 0) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#free--;
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
