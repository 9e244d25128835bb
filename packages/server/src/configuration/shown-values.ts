import { type ConfigSection, redactSection } from '@himalia/core';
import type { Layered } from './layers.ts';
import { yaml } from './yaml-library.ts';

export type Shown = { readonly value: unknown; readonly origin: string };
/** Section, then option. */
export type ShownValues = Readonly<Record<string, Readonly<Record<string, Shown>>>>;

/** The value of every option that has one, and where it was said; secrets are `***`. */
export function shownValues({
  sections,
  config,
  origins,
}: Pick<Layered, 'config' | 'origins'> & { readonly sections: readonly ConfigSection[] }): ShownValues {
  const groups = Map.groupBy(sections, ({ key }) => key);
  const shown = [...groups].map(([key, group]) => {
    const options: ConfigSection['options'] = Object.assign({}, ...group.map((section) => section.options));
    const said = config[key] ?? {};
    const values = Object.entries(options).map(([name, option]) => [name, said[name] ?? option.default] as const);
    const known = Object.fromEntries(values.filter(([, value]) => value !== undefined));
    const entries = Object.entries(redactSection({ key, options }, known)).map(
      ([name, value]) => [name, { value, origin: origins.get(`${key}.${name}`) ?? 'default' }] as const,
    );
    return [key, Object.fromEntries(entries)] as const;
  });
  return Object.fromEntries(shown);
}

/** A text that is a configuration file itself, except for its secrets. */
export function shownAsYaml(shown: ShownValues, withOrigin: boolean): string {
  return Object.entries(shown)
    .map(([section, options]) => {
      const lines = Object.entries(options).map(([name, { value, origin }]) => {
        const text = `  ${name}: ${inline(value)}`;
        return withOrigin ? `${text.padEnd(40)} # ${origin}` : text;
      });
      return lines.length === 0 ? `${section}: {}` : `${section}:\n${lines.join('\n')}`;
    })
    .join('\n');
}

/** On one line: JSON for lists and objects, which YAML reads as well. */
function inline(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return typeof value === 'string' && value.includes('\n')
    ? JSON.stringify(value)
    : yaml().stringify(value, { lineWidth: 0 }).trim();
}
