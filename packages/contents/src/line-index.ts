const newline = 0x0a;
/** One line in so many is remembered. */
const step = 1000;

/** Where in a text file its lines begin, in bytes: of every thousandth one. */
export type LineIndex = { readonly marks: readonly number[]; readonly total: number };

/** Finds the lines of a text in its bytes as they arrive. A line ends with its newline; what follows the last one is a line. */
export class LineScanner {
  #offset = 0;
  #lines = 0;
  #endsWithNewline = true;
  readonly #marks: number[] = [0];

  add(bytes: Buffer): void {
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
      this.#lines++;
      if (this.#lines % step === 0) this.#marks.push(this.#offset + at + 1);
    }
    if (bytes.length > 0) this.#endsWithNewline = bytes.at(-1) === newline;
    this.#offset += bytes.length;
  }

  get index(): LineIndex {
    return { marks: this.#marks, total: this.#lines + (this.#endsWithNewline ? 0 : 1) };
  }
}

/** The bytes to read for the line `start`: from where, and how many lines there come before it. */
export function markBefore({ marks }: LineIndex, start: number): { readonly from: number; readonly skip: number } {
  const at = Math.min(Math.floor(start / step), marks.length - 1);
  return { from: marks[at] ?? 0, skip: start - at * step };
}

/** Where the line after `lines` further ones begins; the length of the bytes where there are fewer. */
export function offsetOfLine(bytes: Buffer, lines: number): number {
  let offset = 0;
  for (let line = 0; line < lines; line++) {
    const at = bytes.indexOf(newline, offset);
    if (at < 0) return bytes.length;
    offset = at + 1;
  }
  return offset;
}
