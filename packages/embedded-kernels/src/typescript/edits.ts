type Edit = { readonly start: number; readonly end: number; readonly text: string; readonly rank: number };

/** Changes of one text that keep every line where it is, so that positions in the result can be told in the original. */
export class Edits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Puts text before what begins at `at`. */
  open(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, rank: this.#edits.length });
  }

  /** Puts text after what ends at `at`; of several, that of the inner node comes first although it is visited later. */
  close(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, rank: -1 - this.#edits.length });
  }

  /** Replaces a range; its line ends stay. */
  replace(start: number, end: number, text: string): void {
    const lineEnds = '\n'.repeat(this.#source.slice(start, end).split('\n').length - 1);
    this.#edits.push({ start, end, text: text + lineEnds, rank: this.#edits.length });
  }

  #ordered(): Edit[] {
    return this.#edits.toSorted((a, b) => a.start - b.start || a.rank - b.rank);
  }

  apply(): string {
    let result = '';
    let position = 0;
    for (const edit of this.#ordered()) {
      result += this.#source.slice(position, edit.start) + edit.text;
      position = Math.max(position, edit.end);
    }
    return result + this.#source.slice(position);
  }

  /** The column (from 0) in the original of a column of the same line in the result. */
  originalColumn(line: number, column: number): number {
    const lines = this.#source.split('\n');
    const lineStart = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const lineEnd = lineStart + (lines[line - 1]?.length ?? 0);
    let shift = 0;
    for (const edit of this.#ordered()) {
      if (edit.start < lineStart || edit.start > lineEnd) continue;
      if (edit.start - lineStart + shift > column) break;
      shift += edit.text.length - (edit.end - edit.start);
    }
    return Math.min(Math.max(0, column - shift), lineEnd - lineStart);
  }
}
