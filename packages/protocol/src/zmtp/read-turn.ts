/** In one turn of the event loop a socket that has much to say is read for so long, in milliseconds. */
const turnMs = 1;

/** Ends a socket's turn, so that a peer that floods does not keep others waiting: libuv reads on as long as each read fills its room. */
export class ReadTurn {
  readonly #goOn: () => void;
  #began = 0;
  #next: NodeJS.Immediate | undefined;
  #over = false;

  /** `goOn` is called in the next turn, when the last one was ended. */
  constructor(goOn: () => void) {
    this.#goOn = goOn;
  }

  /** Asked after a read that filled its room. If the turn is over, nothing should be read before `goOn`. */
  isOver(): boolean {
    if (this.#next === undefined) {
      this.#began = performance.now();
      this.#next = setImmediate(() => this.#turn());
    } else this.#over ||= performance.now() - this.#began > turnMs;
    return this.#over;
  }

  #turn(): void {
    const over = this.#over;
    this.#next = undefined;
    this.#over = false;
    if (over) this.#goOn();
  }
}
