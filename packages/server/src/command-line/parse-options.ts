import { coerce } from '@himalia/core';
import { misused } from '../exit-error.ts';
import type { Named, OptionNames } from './option-names.ts';

/** Section, then option: the form that `resolve` takes. */
export type Sections = Record<string, Record<string, unknown>>;
export type Parsed = {
  readonly values: Sections;
  readonly words: readonly string[];
};
/** Options of the command that are read before there are plugins. */
type Early = 'config' | 'plugin';

/**
 * Reads `--name=value`, `--name value`, and words that need no value. Jupyter's long names (`--ServerApp.port=1`) are
 * aliases like any other. Throws `ExitError` 2 for an unknown name or an impossible value.
 */
export function parseOptions(args: readonly string[], names: OptionNames): Parsed {
  const reader = new Reader(names);
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') reader.words.push(...rest.splice(0));
    else if (arg === '-y') reader.option('yes', undefined, rest);
    else if (arg.startsWith('--')) reader.option(...split(arg.slice(2)), rest);
    else if (arg.startsWith('-') && arg !== '-') throw unknown(names, arg, arg.replace(/^-+/, ''));
    else reader.words.push(arg);
  }
  return { values: reader.values, words: reader.words };
}

/** The values of `--config FILE` or `--plugin DIR`, in their order. */
export function optionValues(args: readonly string[], name: Early): readonly string[] {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.flatMap((arg, index) => {
    if (arg.startsWith(`--${name}=`)) return [arg.slice(name.length + 3)];
    const next = options[index + 1];
    return arg === `--${name}` && next !== undefined && !next.startsWith('--') ? [next] : [];
  });
}

class Reader {
  readonly values: Sections = {};
  readonly words: string[] = [];
  readonly #names: OptionNames;

  constructor(names: OptionNames) {
    this.#names = names;
  }

  option(name: string, text: string | undefined, rest: string[]): void {
    if (name === 'config' || name === 'plugin') {
      text ?? following(name, rest);
      return;
    }
    const setting = text === undefined ? this.#names.setting(name) : undefined;
    if (setting) {
      this.#set(setting, setting.value);
      return;
    }
    const named = this.#names.get(name);
    if (!named && text !== undefined && this.#names.setting(name)) throw misused(`--${name} takes no value.`);
    if (!named) throw unknown(this.#names, `--${name}`, name);
    this.#set(named, this.#value(named, name, text ?? following(name, rest)));
  }

  #set({ section, key }: Pick<Named, 'section' | 'key'>, value: unknown): void {
    this.values[section] = { ...this.values[section], [key]: value };
  }

  /** Arrays grow with each use, objects with each `KEY=VALUE`; of any other option the last use counts. */
  #value({ section, key, option }: Named, name: string, text: string): unknown {
    const before = this.values[section]?.[key];
    const pair = option.type === 'object' ? /^([^={}]+)=(.*)$/s.exec(text) : null;
    if (pair?.[1] !== undefined) return { ...(before as object | undefined), [pair[1]]: pair[2] };
    const coerced = coerce(option, text);
    if (coerced.problem !== undefined) throw misused(`--${name} ${coerced.problem}.`);
    return Array.isArray(before) && Array.isArray(coerced.value) ? [...before, ...coerced.value] : coerced.value;
  }
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function following(name: string, rest: string[]): string {
  const next = rest[0];
  if (next === undefined || next.startsWith('--')) throw misused(`--${name} needs a value: --${name}=VALUE.`);
  rest.shift();
  return next;
}

function unknown(names: OptionNames, shown: string, name: string): Error {
  const meant = names.nearest(name);
  const hint = meant ? `did you mean --${meant}?` : '"himalia start --help" lists the options.';
  return misused(`There is no option ${shown}; ${hint}`);
}
