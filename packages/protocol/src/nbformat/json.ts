import { hasRareEnds, splitLines } from './lines.ts';

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
/**
 * What Python's json writes besides JSON. Whole tokens outside strings only, so strings are matched first. One without an end is
 * matched to the end of the text, or each quotation mark in it would be tried.
 */
const pythonConstant = /"(?:[^"\\]|\\.?)*(?:"|$)|-?\b(?:NaN|Infinity)\b/gs;

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

/** Text that is written as an array of its lines. */
export class Lines {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Writes JSON as nbformat does: indent 1, sorted keys, text as it is, no trailing newline. What lies `depth` levels deep
 * comes in a piece of its own.
 */
export function* writeJson(value: unknown, depth = 0, newline = '\n'): Generator<string> {
  const members = depth === 0 ? undefined : membersOf(value);
  if (members === undefined || members.length === 0) {
    yield writeValue(value, newline);
    return;
  }
  let separator = Array.isArray(value) ? '[' : '{';
  for (const [head, member] of members) {
    yield `${separator}${newline} ${head}`;
    yield* writeJson(member, depth - 1, `${newline} `);
    separator = ',';
  }
  yield `${newline}${Array.isArray(value) ? ']' : '}'}`;
}

type Member = readonly [head: string, value: unknown];

/** What is inside an array or an object, in the order of the file; undefined for other values. */
function membersOf(value: unknown): readonly Member[] | undefined {
  if (Array.isArray(value)) return value.map((item) => ['', item]);
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return keys.sort(byCodePoint).map((key) => [`${JSON.stringify(key)}: `, value[key]]);
}

/** Adds up strings, which V8 copies once, at the end; joining them would copy each as often as it lies deep. */
function writeValue(value: unknown, newline: string): string {
  if (value instanceof Lines) return writeLines(value.text, newline);
  const members = membersOf(value);
  if (members === undefined) return JSON.stringify(value) ?? 'null';
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return `${open}${close}`;
  const inner = `${newline} `;
  let text = open;
  for (const [head, member] of members) {
    const separator = text === open ? '' : ',';
    text += `${separator}${inner}${head}${writeValue(member, inner)}`;
  }
  return `${text}${newline}${close}`;
}

/** Nearly all of a notebook is text: it is written whole and then cut, which takes a third of the time. */
function writeLines(text: string, newline: string): string {
  if (text === '') return '[]';
  const written = JSON.stringify(text);
  // Behind a backslash of the text, an n is only an n.
  if (hasRareEnds(text) || written.includes('\\\\')) return writeValue(splitLines(text), newline);
  const cut = `",${newline} "`;
  const lines = written.replaceAll('\\n', `\\n${cut}`);
  const whole = text.endsWith('\n') ? lines.slice(0, -cut.length) : lines;
  return `[${newline} ${whole}${newline}]`;
}

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ where surrogates meet U+E000 to U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (a.charCodeAt(index) !== b.charCodeAt(index)) return (a.codePointAt(index) ?? 0) - (b.codePointAt(index) ?? 0);
  }
  return a.length - b.length;
}
