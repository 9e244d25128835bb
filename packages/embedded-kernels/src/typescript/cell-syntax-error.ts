/** A cell that does not parse. */
export class CellSyntaxError extends Error {
  override readonly name = 'SyntaxError';
  /** From 1; undefined when the parser did not say. */
  readonly line: number | undefined;
  /** From 0. */
  readonly column: number | undefined;
  /** The text ended too early: more lines could make it whole. */
  readonly incomplete: boolean;

  constructor(message: string, line: number | undefined, column: number | undefined, incomplete: boolean) {
    super(message);
    this.line = line;
    this.column = column;
    this.incomplete = incomplete;
  }
}
