import { coerce } from '@himalia/core';
import { isTraitName } from '../configuration/trait-kin.ts';
import { levelOf, translationOf } from '../configuration/trait-translations.ts';
import { misused } from '../exit-error.ts';
import { traitOfFlag, traitOfOption } from './jupyter-words.ts';
import type { Named, OptionNames } from './option-names.ts';

/** Section, then option: the form that `resolve` takes. */
export type Sections = Record<string, Record<string, unknown>>;
export type Parsed = {
  readonly values: Sections;
  readonly words: readonly string[];
  /** Traits that are no alias of an option: `--Class.trait=text`, and words of Jupyter's that mean one. */
  readonly traits: readonly Given[];
};
export type Given = { readonly name: string; readonly value: unknown };
/** Options of the command that are read before there are plugins. */
type Early = 'config' | 'plugin' | 'python-prefix';

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
  return { values: reader.values, words: reader.words, traits: reader.traits };
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
  readonly traits: Given[] = [];
  /** The name under which an array was last given: another name of it starts anew. */
  readonly #lastName = new Map<string, string>();
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
    if (named && translationOf(name) === undefined) {
      this.#set(named, this.#value(named, name, text ?? following(name, rest)));
      return;
    }
    if (!named && text !== undefined && this.#names.setting(name)) throw misused(`--${name} takes no value.`);
    this.#trait(name, text, rest);
  }

  #trait(name: string, text: string | undefined, rest: string[]): void {
    const flag = text === undefined ? traitOfFlag(name) : undefined;
    const trait = isTraitName(name) ? name : traitOfOption(name);
    if (flag !== undefined) this.traits.push({ name: flag, value: true });
    else if (trait !== undefined) this.traits.push({ name: trait, value: text ?? following(name, rest) });
    else throw unknown(this.#names, `--${name}`, name);
  }

  #set({ section, key }: Pick<Named, 'section' | 'key'>, value: unknown): void {
    this.values[section] = { ...this.values[section], [key]: value };
  }

  /** Arrays grow with each use, objects with each `KEY=VALUE`; of any other option the last use counts. */
  #value({ section, key, option }: Named, name: string, text: string): unknown {
    const before = this.values[section]?.[key];
    const pair = option.type === 'object' ? /^([^={}]+)=(.*)$/s.exec(text) : null;
    if (pair?.[1] !== undefined) return { ...(before as object | undefined), [pair[1]]: pair[2] };
    const word = option.enum ? (option.enum.includes(text) ? text : wordOf(key, text)) : text;
    const coerced = coerce(option, word);
    if (coerced.problem !== undefined) throw misused(`--${name} ${coerced.problem}.`);
    const again = this.#lastName.get(`${section}.${key}`) === name;
    this.#lastName.set(`${section}.${key}`, name);
    return again && Array.isArray(before) && Array.isArray(coerced.value)
      ? [...before, ...coerced.value]
      : coerced.value;
  }
}

/** Jupyter's levels of logging are numbers and words in capitals. */
function wordOf(key: string, text: string): string {
  return (key === 'logLevel' ? levelOf(text) : undefined) ?? text;
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
