type Position = { readonly line: number; readonly character: number };
/** `TextDocumentContentChangeEvent` (Language Server Protocol 3.17); without a range, the whole text. */
export type Change = { readonly text: string; readonly range?: { readonly start: Position; readonly end: Position } };

/** The text after one change. Positions beyond the end mean the end. */
export function changed(text: string, { range, text: inserted }: Change): string {
  if (!range) return inserted;
  return text.slice(0, offsetOf(text, range.start)) + inserted + text.slice(offsetOf(text, range.end));
}

/** Characters are UTF-16 units, lines end with `\n`, `\r\n` or `\r`. */
function offsetOf(text: string, { line, character }: Position): number {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let at = 0; at < line; at++) {
    if (!ends.exec(text)) return text.length;
    start = ends.lastIndex;
  }
  const rest = /\r\n|\n|\r/.exec(text.slice(start))?.index ?? text.length - start;
  return start + Math.min(character, rest);
}
