/** Messages that went to a client as one: the sequence numbers of the first and the last of them. */
export type Piece = { readonly from: number; readonly to: number };

/** How what a client may have got was put together, so that it gets the same again, with the same ids, should that be in doubt. */
export class SentPieces {
  #pieces: readonly Piece[];

  constructor(others?: SentPieces) {
    this.#pieces = others ? others.#pieces : [];
  }

  /** The client has all before the sequence number `read`. */
  add(pieces: readonly Piece[], read: number): void {
    this.#pieces = [...this.#pieces.filter(({ to }) => to >= read), ...pieces];
  }

  /** The one that holds a message. */
  find(sequence: number): Piece | undefined {
    return this.#pieces.find(({ from, to }) => from <= sequence && sequence <= to);
  }
}
