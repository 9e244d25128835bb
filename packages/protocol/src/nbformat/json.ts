/** A value of JSON. Numbers whose spelling a double would not give back are kept as `JSON.rawJSON` objects. */
export type Json = null | boolean | number | string | RawNumber | readonly Json[] | { readonly [key: string]: Json };
/** A number kept as it was written: `1.0`, `1e5`, `12345678901234567890`. */
export type RawNumber = { readonly rawJSON: string };
export type JsonObject = { [key: string]: unknown };

type RawJson = { rawJSON(text: string): RawNumber; isRawJSON(value: unknown): value is RawNumber };
type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const raw = JSON as unknown as RawJson;

/** Where a number may stand whose spelling would change; also true for some text in strings, which only costs time. */
const unusualNumber = /[:,[]\s*-?(?:\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE]|\d{16}|\d+\.\d{15}|(?<=-)0(?![.\d]))/;
/** What Python's json writes besides JSON. Whole tokens outside strings only, so strings are matched first. */
const pythonConstant = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;

export function isRawNumber(value: unknown): value is RawNumber {
  return raw.isRawJSON(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** Whether parsing this text as plain JSON could change how its numbers are spelled. */
export function hasUnusualNumbers(text: string): boolean {
  return unusualNumber.test(text);
}

/**
 * Parses JSON and keeps the spelling of its numbers, so that `1.0` is written back as `1.0`. `NaN` and `Infinity`, which
 * Python writes, are read as null, because no JSON that a browser accepts can carry them. Throws `SyntaxError`.
 */
export function parseJson(text: string): unknown {
  const reviver: Reviver | undefined = hasUnusualNumbers(text) ? keepSpelling : undefined;
  const parse = (source: string): unknown => JSON.parse(source, reviver as Parameters<typeof JSON.parse>[1]);
  try {
    return parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return parse(text.replace(pythonConstant, (token) => (token.startsWith('"') ? token : 'null')));
  }
}

function keepSpelling(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && source !== undefined && source !== String(value) ? raw.rawJSON(source) : value;
}

/** Writes JSON as nbformat does: indent 1, sorted keys, text as it is, no trailing newline. */
export function writeJson(value: unknown): string {
  const pieces: string[] = [];
  writeValue(value, '\n', pieces);
  return pieces.join('');
}

function writeValue(value: unknown, newline: string, pieces: string[]): void {
  if (Array.isArray(value)) writeArray(value, newline, pieces);
  else if (isObject(value)) writeObject(value, newline, pieces);
  else pieces.push(JSON.stringify(value) ?? 'null');
}

function writeArray(items: readonly unknown[], newline: string, pieces: string[]): void {
  if (items.length === 0) {
    pieces.push('[]');
    return;
  }
  if (items.every((item) => typeof item === 'string')) {
    // Nearly all of a notebook is lines.
    pieces.push('[', `${newline} `, items.map((item) => JSON.stringify(item)).join(`,${newline} `), newline, ']');
    return;
  }
  let separator = '[';
  for (const item of items) {
    pieces.push(separator, `${newline} `);
    writeValue(item, `${newline} `, pieces);
    separator = ',';
  }
  pieces.push(newline, ']');
}

function writeObject(object: JsonObject, newline: string, pieces: string[]): void {
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  if (keys.length === 0) {
    pieces.push('{}');
    return;
  }
  let separator = '{';
  for (const key of keys.sort(byCodePoint)) {
    pieces.push(separator, `${newline} `, JSON.stringify(key), ': ');
    writeValue(object[key], `${newline} `, pieces);
    separator = ',';
  }
  pieces.push(newline, '}');
}

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ where surrogates meet U+E000 to U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (a.charCodeAt(index) !== b.charCodeAt(index)) return (a.codePointAt(index) ?? 0) - (b.codePointAt(index) ?? 0);
  }
  return a.length - b.length;
}
