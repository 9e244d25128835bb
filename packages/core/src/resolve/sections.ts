import type { ConfigSection, Option, Options, Values } from '../config.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Plugin } from '../plugin.ts';
import { validateSection } from '../validate-section.ts';
import { compareText, listed } from './list.ts';
import type { Config } from './plan.ts';

/** A section with the plugin it belongs to; without one it is the host's. */
export type Owned = { readonly owner?: string; readonly section: ConfigSection };
export type Sections = {
  /** Every option of a section with its value, by section key. */
  readonly values: ReadonlyMap<string, Values<Options>>;
  readonly diagnostics: readonly Diagnostic[];
};

export function sectionsOf(plugins: readonly Plugin[]): readonly Owned[] {
  return plugins.flatMap(({ id, config }) => (config ? [{ owner: id, section: config }] : []));
}

/**
 * Checks the whole configuration. Plugins may share a section, such as two providers of one service, if they agree about
 * the options they have in common. `idle` sections are those of plugins that are not enabled: known, but without values.
 */
export function checkSections(owned: readonly Owned[], idle: readonly Owned[], config: Config): Sections {
  const groups = Map.groupBy([...owned, ...idle], ({ section }) => section.key);
  const diagnostics = [...unknownSections(config, [...groups.keys()]), ...disagreements(owned)];
  const values = new Map<string, Values<Options>>();
  for (const [key, group] of groups) {
    const options = Object.assign({}, ...group.toReversed().map(({ section }) => section.options));
    const checked = validateSection({ key, options }, Object.hasOwn(config, key) ? config[key] : undefined);
    const plugins = ownersOf(group);
    values.set(key, checked.values);
    for (const { message, hint } of checked.problems) {
      diagnostics.push({ code: 'E_CONFIG', message, hint, plugins, tokens: [] });
    }
  }
  return { values, diagnostics };
}

/** The part of a section's values that these options speak of. */
export function pick(values: Values<Options> | undefined, options: Options): Values<Options> {
  return Object.freeze(Object.fromEntries(Object.keys(options).map((name) => [name, values?.[name]])));
}

function ownersOf(group: readonly Owned[]): readonly string[] {
  return [...new Set(group.flatMap(({ owner }) => owner ?? []))].sort(compareText);
}

function unknownSections(config: Config, known: readonly string[]): readonly Diagnostic[] {
  const unknown = Object.keys(config).filter((key) => config[key] !== undefined && !known.includes(key));
  return unknown.sort(compareText).map((key) => {
    const meant = nearest(key, known);
    const all = known.length > 0 ? `Known sections: ${known.toSorted().join(', ')}.` : 'No plugin has options.';
    const hint = meant ? `Did you mean '${meant}'?` : all;
    return { code: 'E_CONFIG', message: `No plugin has a section '${key}'.`, hint, plugins: [], tokens: [] };
  });
}

function disagreements(owned: readonly Owned[]): readonly Diagnostic[] {
  const all = owned.flatMap(({ owner, section }) => {
    return Object.entries(section.options).map(([key, option]) => ({
      owner,
      section,
      path: `${section.key}.${key}`,
      option,
    }));
  });
  const groups = [...Map.groupBy(all, ({ path }) => path)];
  return groups
    .filter(([, group]) => !agree(group.map(({ option }) => option)))
    .map(([path, group]) => {
      const plugins = ownersOf(
        group.map(({ owner, section }) => (owner === undefined ? { section } : { owner, section })),
      );
      const message = `${listed(plugins)} define the option '${path}' differently.`;
      const hint = 'Give one of the plugins a section or an option name of its own.';
      return { code: 'E_CONFIG', message, hint, plugins, tokens: [] };
    });
}

function agree(options: readonly Option[]): boolean {
  return new Set(options.map((option) => JSON.stringify(option))).size < 2;
}
