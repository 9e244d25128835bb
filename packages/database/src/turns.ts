import { DatabaseError } from '@himalia/contracts/database';

type Limits = { readonly waiting: number; readonly milliseconds: number };

/** One after the other, in the order of asking. Waiting is bounded in number and time. */
export class Turns {
  readonly #limits: Limits;
  readonly #queue = new Set<() => void>();
  #taken = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Rejects with a `DatabaseError` `busy`. */
  async take(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    const { waiting, milliseconds } = this.#limits;
    if (this.#queue.size >= waiting)
      throw new DatabaseError('busy', `${waiting} uses of the database wait already; nothing was done`);
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#queue.delete(go);
        reject(new DatabaseError('busy', `${message} (${milliseconds} ms)`));
      }, milliseconds);
      this.#queue.add(go);
    });
  }

  /** Hands the turn to whoever waits the longest. */
  give(): void {
    const [next] = this.#queue;
    if (next) {
      this.#queue.delete(next);
      next();
    } else this.#taken = false;
  }
}

const message =
  'A transaction held the database too long; inside a transaction only its own handle can be used, or it waits for itself';
