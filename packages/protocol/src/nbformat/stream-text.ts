const control = /[\n\b\r]/g;

/**
 * The text of a stream output as JupyterLab keeps it: `\r` goes back to the beginning of the line, `\b` takes a character
 * away, what follows overwrites. Pieces may be cut anywhere. Only the last line is ever rewritten, so a long text costs nothing.
 * What is left of half a character (all of this counts UTF-16 units) is U+FFFD, as in JupyterLab's shared document: files with a
 * lone surrogate can be read by Python, but not saved again.
 */
export class StreamText {
  /** Lines that are complete. */
  #lines = '';
  #line = '';
  /** In the last line, in UTF-16 units. */
  #cursor = 0;

  get length(): number {
    return this.#lines.length + this.#line.length;
  }

  add(text: string): void {
    let from = 0;
    for (const { index, 0: character } of text.matchAll(control)) {
      this.#write(text.slice(from, index));
      if (character === '\n') this.#newLine();
      else if (character === '\r') this.#cursor = 0;
      else this.#backspace();
      from = index + 1;
    }
    this.#write(from === 0 ? text : text.slice(from));
  }

  toString(): string {
    return (this.#lines + this.#line).toWellFormed();
  }

  #write(text: string): void {
    const end = this.#cursor + text.length;
    if (this.#cursor === this.#line.length) this.#line += text;
    else this.#line = this.#line.slice(0, this.#cursor) + text + this.#line.slice(end);
    this.#cursor = end;
  }

  /** At the end of the line, wherever the cursor is. */
  #newLine(): void {
    this.#lines += `${this.#line}\n`;
    this.#line = '';
    this.#cursor = 0;
  }

  /** Within a line, JupyterLab takes away the character under the cursor as well. */
  #backspace(): void {
    if (this.#cursor === 0) return;
    this.#line = this.#line.slice(0, this.#cursor - 1) + this.#line.slice(this.#cursor + 1);
    this.#cursor -= 1;
  }
}
