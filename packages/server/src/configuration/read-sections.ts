import { type ConfigSection, nearest, type Option, validateSection } from '@himalia/core';
import type { ConfigFile } from './config-file.ts';
import { isRecord, type Said } from './said.ts';
import { secretOf } from './secret-files.ts';

export type SectionsRead = {
  readonly said: readonly Said[];
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Sentences about sections that no plugin has. */
  readonly unknown: readonly string[];
};

/** Keys of a file that are no section. */
export const ownKeys: readonly string[] = ['implementations', 'plugins', '$schema'];

/**
 * The sections of a file, checked here because only here the line is known. Keys with a capital are Jupyter's classes; those
 * in `dormant` belong to a plugin that is off, so nobody can judge what they say.
 */
export function readSections(
  file: ConfigFile,
  sections: readonly ConfigSection[],
  dormant: ReadonlyMap<string, string> = new Map(),
): SectionsRead {
  const merged = new Map<string, Record<string, Option>>();
  for (const { key, options } of sections) merged.set(key, { ...merged.get(key), ...options });
  const all = Object.entries(file.values).filter(([key]) => !ownKeys.includes(key) && !/^[A-Z]/.test(key));
  const named = all.filter(([key]) => merged.has(key) || !dormant.has(key));
  const at = (path: string): string => originOf(file, path.split('.'));
  const problems = named.flatMap(([key, given]) => {
    const options = merged.get(key);
    const found = options ? validateSection({ key, options }, given).problems : [];
    const twice = twiceSaid(key, given, sections);
    return [...found, ...twice].map(({ path, message, hint }) => `${at(path)}: ${message}\n  → ${hint}`);
  });
  const strange = named.filter(([key]) => !merged.has(key)).map(([key]) => `${at(key)}: ${noSection(key, merged)}`);
  const said = named.flatMap(([section, values]) =>
    Object.entries(isRecord(values) ? values : {}).map(([key, value]) => {
      return { section, key, value, origin: at(`${section}.${key}`) };
    }),
  );
  const asleep = all.filter(([key]) => !merged.has(key) && dormant.has(key));
  const warnings = asleep.map(([key]) => `${at(key)}: '${key}' has no effect: the plugin ${dormant.get(key)} is off.`);
  return { said, problems: [...problems, ...ownProblems(file)], warnings, unknown: strange };
}

/** `path:line` of something in a file. */
export function originOf(file: ConfigFile, path: readonly string[]): string {
  const line = file.lineOf(path);
  return line === undefined ? file.path : `${file.path}:${line}`;
}

function noSection(key: string, known: ReadonlyMap<string, unknown>): string {
  const meant = nearest(key, known.keys());
  const hint = meant ? `Did you mean '${meant}'?` : `Known sections: ${[...known.keys()].sort().join(', ')}.`;
  return `No plugin has a section '${key}'.\n  → ${hint}`;
}

type Found = { readonly path: string; readonly message: string; readonly hint: string };

function twiceSaid(section: string, given: unknown, sections: readonly ConfigSection[]): readonly Found[] {
  if (!isRecord(given)) return [];
  return Object.keys(given).flatMap((key) => {
    const secret = secretOf(sections, section, key);
    if (secret === undefined || given[secret] === undefined) return [];
    const message = `'${section}.${key}' and '${section}.${secret}' are both given.`;
    return [{ path: `${section}.${key}`, message, hint: 'Leave one of them out.' }];
  });
}

function ownProblems(file: ConfigFile): readonly string[] {
  const { implementations = {}, plugins = {} } = file.values;
  const problems: string[] = [];
  if (!isRecord(implementations) || !Object.values(implementations).every((id) => typeof id === 'string')) {
    const hint = 'As in: implementations: { contents: "@himalia/contents:local" }.';
    problems.push(
      `${originOf(file, ['implementations'])}: 'implementations' must map services to plugins.\n  → ${hint}`,
    );
  }
  if (!isRecord(plugins) || !Object.values(plugins).every((on) => typeof on === 'boolean')) {
    const hint = 'As in: plugins: { "@acme/clock:clock": true }.';
    problems.push(`${originOf(file, ['plugins'])}: 'plugins' must map ids of plugins to true or false.\n  → ${hint}`);
  }
  return problems;
}
