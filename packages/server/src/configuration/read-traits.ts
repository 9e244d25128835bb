import { coerce, nearest, type Option, problemOf } from '@himalia/core';
import type { OptionNames } from '../command-line/option-names.ts';
import { missedExtensions } from './python-extensions.ts';
import { isRecord, type Said } from './said.ts';
import { familyName, kinOf } from './trait-kin.ts';
import { translationOf } from './trait-translations.ts';
import { namesPythonClass, reasonOf, refusalOf } from './traits-without-effect.ts';

/** What a file or a command line says about one trait of a class of Jupyter. */
export type Trait = { readonly name: string; readonly value: unknown; readonly origin: string };
export type TraitsRead = {
  readonly said: readonly Said[];
  /** Sentences about values that cannot be; the server does not start. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Traits that no option here, and no list of what is known, has. */
  readonly unknown: readonly Trait[];
};
type Ranked = Said & { readonly rank: number };

/** Translates traits of one file. Where several mean one option, the name that Jupyter uses now counts. */
export function readTraits(traits: readonly Trait[], names: OptionNames): TraitsRead {
  const reader = new Reader(names);
  for (const trait of traits) reader.read(trait);
  const said = reader.said.toSorted((left, right) => right.rank - left.rank).map(({ rank: _rank, ...one }) => one);
  const { problems, warnings, unknown, classes } = reader;
  return { said, problems, warnings: [...warnings, ...classesWarning(classes)], unknown };
}

/** One sentence for each trait that nobody knows; classes of other programs are named together. */
export function unknownTraits(unknown: readonly Trait[], names: OptionNames): readonly string[] {
  const [known, foreign] = [unknown.filter(isOfKnownClass), unknown.filter((trait) => !isOfKnownClass(trait))];
  const single = unique(known).map(({ name, origin }) => {
    const meant = nearest(name, names.traits);
    const hint = meant ? `did you mean ${meant}?` : '"himalia start --help-all" lists those that are understood.';
    return `${origin}: the trait ${name} is not known and has no effect; ${hint}`;
  });
  if (foreign.length === 0) return single;
  const list = [...new Set(foreign.map(({ name }) => name))].join(', ');
  const origins = [...new Set(foreign.map(({ origin }) => origin.replace(/:\d+$/, '')))].join(', ');
  return [...single, `${origins}: ${list}: no class of this name is used here, so this has no effect.`];
}

const isOfKnownClass = ({ name }: Trait): boolean => kinOf(name) !== undefined;

function unique(traits: readonly Trait[]): readonly Trait[] {
  return [...new Map(traits.map((trait) => [familyName(trait.name), trait])).values()];
}

function classesWarning(classes: readonly Trait[]): readonly string[] {
  if (classes.length === 0) return [];
  const list = unique(classes).map(({ name, origin }) => `${name} (${origin})`);
  return [
    `Names of Python classes have no effect: ${list.join(', ')}. A plugin takes their place: 'implementations' in himalia.yaml chooses one.`,
  ];
}

class Reader {
  readonly said: Ranked[] = [];
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  readonly unknown: Trait[] = [];
  readonly classes: Trait[] = [];
  readonly #names: OptionNames;

  constructor(names: OptionNames) {
    this.#names = names;
  }

  read(trait: Trait): void {
    const { name, value, origin } = trait;
    if (value === null || value === undefined) return; // Python's None: as if it were not there
    const translate = translationOf(name);
    const named = this.#names.get(name);
    const refusal = isEmpty(value) ? undefined : refusalOf(name);
    if (translate) this.#translated(trait, translate(fromText(value)));
    else if (named) this.#option(trait, named.section, named.key, named.option);
    else if (refusal) this.problems.push(`${origin}: ${name} cannot be honoured: ${refusal}.`);
    else if (/\.(jp|nb)server_extensions$/.test(name)) this.#extensions(trait);
    else if (namesPythonClass(name)) this.classes.push(trait);
    else this.#withoutEffect(trait);
  }

  #translated(trait: Trait, settings: ReturnType<NonNullable<ReturnType<typeof translationOf>>>): void {
    if (!settings) this.problems.push(`${trait.origin}: ${trait.name} has a value of a form that is not understood.`);
    for (const { section, key, value } of settings ?? []) {
      const option = this.#names.all.find((named) => named.section === section && named.key === key)?.option;
      if (option) this.#option({ ...trait, value }, section, key, option);
    }
  }

  #option({ name, value: given, origin }: Trait, section: string, key: string, option: Option): void {
    const { value, problem } = valueFor(option, given);
    if (problem !== undefined) this.problems.push(`${origin}: ${name} ${problem}.`);
    else this.said.push({ section, key, value, origin: `${origin} (${name})`, rank: rankOf(option, name) });
  }

  #extensions({ name, value, origin }: Trait): void {
    const missed = missedExtensions(value);
    if (missed.length === 0) return;
    this.warnings.push(`${origin}: ${name}: extensions in Python are not loaded: ${missed.join(', ')}.`);
  }

  #withoutEffect(trait: Trait): void {
    const reason = reasonOf(trait.name);
    if (reason === undefined) this.unknown.push(trait);
    else if (!isEmpty(trait.value)) this.warnings.push(`${trait.origin}: ${trait.name} has no effect: ${reason}.`);
  }
}

function rankOf({ aliases = [] }: Option, name: string): number {
  const at = aliases.indexOf(name);
  return at < 0 ? aliases.length : at;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

/** On a command line a dictionary is JSON, or Python that reads like it. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  for (const text of [
    value,
    value
      .replaceAll("'", '"')
      .replace(/\bTrue\b/g, 'true')
      .replace(/\bFalse\b/g, 'false'),
  ]) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return value;
}

function valueFor(option: Option, given: unknown): { readonly value?: unknown; readonly problem?: string | undefined } {
  if (isRecord(given) && '__python__' in given) return { problem: `is a Python object (${given.__python__})` };
  if (isRecord(given) && isRecord(given.__lazy__)) return { value: changed(option.default, given.__lazy__) };
  if (typeof given === 'string' && option.type !== 'string') return coerce(option, given);
  return { value: given, problem: problemOf(option, given) };
}

/** `c.X.y.append(…)` and its like change what is there by default. */
function changed(start: unknown, change: Readonly<Record<string, unknown>>): unknown {
  if (isRecord(change.update)) return { ...(isRecord(start) ? start : {}), ...change.update };
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return [...list(change.prepend), ...list(start), ...list(change.extend), ...list(change.add), ...list(change.update)];
}
