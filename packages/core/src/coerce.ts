import { problemOf } from './check-value.ts';
import type { Option } from './config.ts';

/** A value, or the end of the sentence "`--flag` …" that says what is wrong with it. */
export type Coerced = { readonly value: unknown; readonly problem?: undefined } | { readonly problem: string };

const yes: readonly string[] = ['true', '1', 'yes', 'on'];
const no: readonly string[] = ['false', '0', 'no', 'off'];

/**
 * The value that a text from the command line or the environment means for this option. Booleans: true/false, 1/0,
 * yes/no, on/off. Arrays: JSON, or elements separated by commas. Objects: JSON. Ranges and choices are checked.
 */
export function coerce(option: Option, text: string): Coerced {
  const value = parse(option, text);
  const problem = problemOf(option, value);
  return problem === undefined ? { value } : { problem };
}

/** The text itself when it does not read as the type: `problemOf` then says what was expected. */
function parse(option: Option, text: string): unknown {
  if (option.type === 'array') return list(option, text.trim());
  if (option.type === 'object') return json(text) ?? text;
  return scalar(option.type, text);
}

function scalar(type: 'string' | 'integer' | 'number' | 'boolean', text: string): unknown {
  if (type === 'string') return text;
  const word = text.trim().toLowerCase();
  if (type !== 'boolean') return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/.test(word) ? Number(word) : text;
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : text;
}

function list({ items }: Option, text: string): unknown {
  if (text === '') return [];
  if (text.startsWith('[')) return json(text) ?? text;
  return text.split(',').map((element) => scalar(items?.type ?? 'string', element.trim()));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
