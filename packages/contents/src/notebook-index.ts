/** Where in a notebook's file its cells are, in bytes. */
export type NotebookIndex = {
  /** Behind the bracket that opens the list of cells, and at the one that closes it. */
  readonly cellsStart: number;
  readonly cellsEnd: number;
  readonly starts: readonly number[];
  /** Behind each cell. */
  readonly ends: readonly number[];
};

const [quote, backslash, colon, comma] = [0x22, 0x5c, 0x3a, 0x2c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const wanted = Buffer.from('cells');

/**
 * Finds the cells of a notebook (nbformat 4: the list `cells` of the outermost object) in its bytes as they arrive, without
 * making values of them. It does not check the JSON: whoever reads a part parses that part.
 */
export class NotebookScanner {
  #offset = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last string at the outermost level, as far as it could be `cells`. */
  #key: number[] = [];
  #isKey = false;
  #inCells = false;
  #cellsStart = -1;
  #cellsEnd = -1;
  #unusual = false;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  add(bytes: Buffer): void {
    for (let index = 0; index < bytes.length; index++) {
      // Nearly all of a notebook is in strings deeper inside: they are jumped over.
      if (this.#inString && this.#depth > 1) index = this.#skipString(bytes, index);
      const byte = bytes[index];
      if (byte === undefined) break;
      if (this.#inString) this.#string(byte);
      else if (byte === quote) this.#openString();
      else this.#structure(byte, this.#offset + index);
    }
    this.#offset += bytes.length;
  }

  /** Undefined where there is no such list, or something in it is no object. */
  get index(): NotebookIndex | undefined {
    if (this.#cellsEnd < 0 || this.#unusual || this.#depth !== 0) return undefined;
    return { cellsStart: this.#cellsStart, cellsEnd: this.#cellsEnd, starts: this.#starts, ends: this.#ends };
  }

  /** The place of the quote that ends the string, or the length of the bytes. */
  #skipString(bytes: Buffer, from: number): number {
    let start = this.#escaped ? from + 1 : from;
    this.#escaped = false;
    for (;;) {
      const found = bytes.indexOf(quote, start);
      const end = found < 0 ? bytes.length : found;
      let backslashes = 0;
      while (end - backslashes > start && bytes[end - backslashes - 1] === backslash) backslashes++;
      const escapes = backslashes % 2 === 1;
      if (found < 0) this.#escaped = escapes;
      if (found < 0 || !escapes) return end;
      start = found + 1;
    }
  }

  #openString(): void {
    this.#inString = true;
    if (this.#depth === 1) this.#key = [];
    else if (this.#inCells && this.#depth === 2) this.#unusual = true;
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) {
      this.#inString = false;
      return;
    }
    if (this.#depth === 1 && this.#key.length <= wanted.length) this.#key.push(byte);
  }

  #structure(byte: number, offset: number): void {
    if (byte === openBracket || byte === openBrace) this.#open(byte, offset);
    else if (byte === closeBracket || byte === closeBrace) this.#close(offset);
    else if (this.#depth === 1 && byte === colon) this.#isKey = wanted.equals(Uint8Array.from(this.#key));
    else if (this.#depth === 1 && byte === comma) this.#isKey = false;
  }

  #open(byte: number, offset: number): void {
    if (this.#depth === 1 && this.#isKey) {
      // A second list of cells, or something else of that name.
      if (this.#cellsStart >= 0 || byte !== openBracket) this.#unusual = true;
      this.#inCells = true;
      this.#cellsStart = offset + 1;
    } else if (this.#depth === 2 && this.#inCells) {
      if (byte !== openBrace) this.#unusual = true;
      this.#starts.push(offset);
    }
    this.#depth++;
  }

  #close(offset: number): void {
    this.#depth--;
    if (!this.#inCells) return;
    if (this.#depth === 2) this.#ends.push(offset + 1);
    else if (this.#depth === 1) {
      this.#inCells = false;
      this.#isKey = false;
      this.#cellsEnd = offset;
    }
  }
}
