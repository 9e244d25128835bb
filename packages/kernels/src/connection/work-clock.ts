/** A pause longer than this, in milliseconds, ends a stretch of work: cells of "run all" follow each other closely. */
const pauseMs = 60_000;

/** When a kernel worked and somebody asked it to, by the clock that nobody sets; a machine that sleeps does not age it. */
export class WorkClock {
  readonly #now: () => number;
  #active: number;
  #asked: number;
  #left = Number.NEGATIVE_INFINITY;
  #began: number | undefined;
  #ended = 0;
  #worked = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#active = this.#asked = now();
  }

  /** Time since it did something for its user, in milliseconds. */
  get idleMs(): number {
    return this.#now() - this.#active;
  }

  /** Time since a client asked something of it. */
  get unaskedMs(): number {
    return this.#now() - this.#asked;
  }

  /** Time since a client left. */
  get leftMs(): number {
    return this.#now() - this.#left;
  }

  /** How long its last stretch of work took. */
  get workedMs(): number {
    return this.#worked;
  }

  /** It did something, maybe some time ago. */
  active(agoMs = 0): void {
    this.#active = this.#now() - Math.max(0, agoMs);
  }

  asked(): void {
    this.#asked = this.#now();
  }

  left(): void {
    this.#left = this.#now();
  }

  began(): void {
    const now = this.#now();
    if (this.#began === undefined && now - this.#ended > pauseMs) this.#worked = 0;
    this.#began ??= now;
  }

  ended(): void {
    if (this.#began === undefined) return;
    this.#ended = this.#now();
    this.#worked += this.#ended - this.#began;
    this.#began = undefined;
  }
}
