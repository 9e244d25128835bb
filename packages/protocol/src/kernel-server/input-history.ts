import type { Json, JsonObject } from '../message/index.ts';

const mostEntries = 1000;

/** The inputs of this session, for `history_request` of consoles. */
export class InputHistory {
  readonly #entries: (readonly [session: number, line: number, input: string])[] = [];

  add(line: number, input: string): void {
    this.#entries.push([0, line, input]);
    if (this.#entries.length > mostEntries) this.#entries.shift();
  }

  /** `tail` the last `n`; `range` from `start` up to `stop`; `search` those that match a glob `pattern`. */
  answer(request: JsonObject): JsonObject {
    const { hist_access_type: kind, n, start, stop, pattern } = request;
    const count = typeof n === 'number' ? n : mostEntries;
    const history: readonly Json[] =
      kind === 'range'
        ? this.#entries.filter(([, line]) => line >= numberOr(start, 0) && line < numberOr(stop, Infinity))
        : kind === 'search'
          ? this.#entries.filter(([, , input]) => matches(input, String(pattern ?? '*'))).slice(-count)
          : this.#entries.slice(-count);
    return { status: 'ok', history };
  }
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** Only `*` is special; each piece is searched after the one before, so that no pattern is slow. */
function matches(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
