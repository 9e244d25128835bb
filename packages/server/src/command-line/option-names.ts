import type { ConfigSection, Option } from '@himalia/core';
import { nearest } from '@himalia/core';
import { kinOf } from '../configuration/trait-kin.ts';

/** An option with the place of its value in the configuration. */
export type Named = { readonly section: string; readonly key: string; readonly option: Option };
/** What a word without a value sets. */
export type Setting = { readonly section: string; readonly key: string; readonly value: unknown };

/** Jupyter's flags whose names do not say the value. */
const flags: Readonly<Record<string, Setting>> = {
  'no-browser': { section: 'server', key: 'openBrowser', value: false },
  debug: { section: 'server', key: 'logLevel', value: 'debug' },
  yes: { section: 'server', key: 'confirmStop', value: false },
};

/** Every name that a command line may use for the options of these sections. */
export class OptionNames {
  readonly all: readonly Named[];
  readonly #byName: ReadonlyMap<string, Named>;

  constructor(sections: readonly ConfigSection[]) {
    const unique = new Map<string, Named>();
    for (const { key: section, options } of sections) {
      for (const [key, option] of Object.entries(options)) unique.set(`${section}.${key}`, { section, key, option });
    }
    this.all = [...unique.values()];
    this.#byName = new Map(this.all.flatMap((named) => namesOf(named.option).map((name) => [name, named] as const)));
  }

  /** The option of a name; a trait is also found under the name that a related class of Jupyter has for it. */
  get(name: string): Named | undefined {
    const names = name.includes('.') ? (kinOf(name) ?? [name]) : [name];
    return names.map((each) => this.#byName.get(each)).find((named) => named !== undefined);
  }

  /** Names of traits that are aliases of an option. */
  get traits(): readonly string[] {
    return [...this.#byName.keys()].filter((name) => name.includes('.'));
  }

  /** A word that needs no value: one of Jupyter's flags, a boolean option, or `no-` and a boolean option. */
  setting(name: string): Setting | undefined {
    if (Object.hasOwn(flags, name)) return flags[name];
    const yes = this.#boolean(name);
    if (yes) return { ...yes, value: true };
    const no = name.startsWith('no-') ? this.#boolean(name.slice(3)) : undefined;
    return no && { ...no, value: false };
  }

  nearest(name: string): string | undefined {
    return nearest(name, [...this.#byName.keys(), ...Object.keys(flags), 'config', 'plugin', 'help', 'version']);
  }

  #boolean(name: string): Omit<Setting, 'value'> | undefined {
    const named = this.get(name);
    return named?.option.type === 'boolean' ? { section: named.section, key: named.key } : undefined;
  }
}

function namesOf({ flag, aliases = [] }: Option): readonly string[] {
  return flag === undefined ? aliases : [flag, ...aliases];
}
