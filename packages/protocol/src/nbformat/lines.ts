/** Where Python's `str.splitlines` ends a line. */
const rarerEnds = '\v\f\x1c\x1d\x1e\x85\u2028\u2029';
const rarer = new RegExp(`[\\r${rarerEnds}]`);
const lineEnd = new RegExp(`\\r\\n|[\\n\\r${rarerEnds}]`, 'g');

/** Whether lines end otherwise than by a newline. */
export function hasRareEnds(text: string): boolean {
  return rarer.test(text);
}

/** Splits like Python's `splitlines(keepends=True)`: the pieces joined are the text, and no piece is empty. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  if (!hasRareEnds(text)) {
    for (let end = text.indexOf('\n') + 1; end > 0; end = text.indexOf('\n', start) + 1) {
      lines.push(text.slice(start, end));
      start = end;
    }
    if (start < text.length) lines.push(text.slice(start));
    return lines;
  }
  for (const { index, 0: end } of text.matchAll(lineEnd)) {
    lines.push(text.slice(start, index + end.length));
    start = index + end.length;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

function isLines(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false;
  for (const line of value) if (typeof line !== 'string') return false;
  return true;
}

/** Joins an array of strings; anything else is given back as it is. */
export function joinLines(value: unknown): unknown {
  return isLines(value) ? value.join('') : value;
}
