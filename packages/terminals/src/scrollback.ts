const piece = 4096;
/** How far into what is left of older output a line break is looked for. */
const longestLine = 16 * 1024;

/**
 * What asks the terminal for an answer: device attributes, status and position reports, modes, colours, window reports.
 * Answered anew in a replay, the answers would stand at the prompt as if they had been typed.
 */
const questions = [
  '\\[[>=]?0?c', // DA1, DA2, DA3
  '\\[\\??[56]n', // DSR, CPR
  '\\[\\?\\d+\\$p', // DECRQM
  '\\[1[1-9]t', // window reports
  '\\](?:4;\\d+|1\\d);\\?(?:\\u0007|\\u001b\\\\)', // OSC 4, 10, 11, 12: colours
  '\\[>0?q', // XTVERSION
];
const asking = new RegExp(questions.map((sequence) => `\\u001b${sequence}`).join('|'), 'g');

/** The end of a terminal's output, bounded in bytes. */
export class Scrollback {
  readonly #limit: number;
  readonly #pieces: { text: string; bytes: number }[] = [];
  #bytes = 0;
  #cut = false;

  /** @param limit in bytes of UTF-8 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    const last = this.#pieces.at(-1);
    if (last && last.bytes + bytes <= piece) {
      last.text += text;
      last.bytes += bytes;
    } else this.#pieces.push({ text, bytes });
    this.#bytes += bytes;
    this.#drop();
  }

  #drop(): void {
    let gone = 0;
    while (this.#bytes > this.#limit) {
      this.#bytes -= this.#pieces[gone]?.bytes ?? this.#bytes;
      gone++;
    }
    if (gone === 0) return;
    this.#pieces.splice(0, gone);
    this.#cut = true;
  }

  /** The end of it, of at most so many bytes. Begins with a whole line where something before it is left out. */
  text(most: number = this.#limit): string {
    let [first, bytes] = [this.#pieces.length, 0];
    while (first > 0 && bytes + (this.#pieces[first - 1]?.bytes ?? 0) <= most)
      bytes += this.#pieces[--first]?.bytes ?? 0;
    const text = this.#pieces
      .slice(first)
      .map((one) => one.text)
      .join('');
    const begin = first > 0 || this.#cut ? text.indexOf('\n') + 1 : 0;
    return text.slice(begin > longestLine ? 0 : begin).replaceAll(asking, '');
  }
}
