import { pathToFileURL } from 'node:url';
import { type Diagnostic, keyOf, type Plugin, Token } from '@himalia/core';
import type { Found } from './choose-plugins.ts';
import { shareHostModules } from './host-modules.ts';

export type LoadedFound = { readonly plugins: readonly Plugin[]; readonly diagnostics: readonly Diagnostic[] };

/** Imports the entries of enabled plugins and compares each with its manifest. */
export async function loadFound(found: readonly Found[]): Promise<LoadedFound> {
  for (const { package: owner } of found) shareHostModules(owner.folder);
  const results = await Promise.all(found.map(loadOne));
  return {
    plugins: results.flatMap((result) => ('plugin' in result ? [result.plugin] : [])),
    diagnostics: results.flatMap((result) => ('plugin' in result ? [] : result.faults)),
  };
}

type One = { readonly plugin: Plugin } | { readonly faults: readonly Diagnostic[] };

async function loadOne(found: Found): Promise<One> {
  let module: { readonly plugins?: unknown };
  try {
    module = await import(pathToFileURL(found.entry).href);
  } catch (error) {
    return { faults: [fault(found, `The code of ${found.id} cannot be loaded: ${described(error)}`)] };
  }
  const list: readonly unknown[] = Array.isArray(module.plugins) ? module.plugins : [];
  const plugin = list.filter(isPlugin).find(({ id }) => id === found.id);
  if (!plugin) return { faults: [fault(found, `The entry of ${found.id} exports no list 'plugins' that has it.`)] };
  const faults = differences(found, plugin).map((text) => fault(found, text));
  return faults.length > 0 ? { faults } : { plugin };
}

function described(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function fault({ id, entry }: Found, message: string): Diagnostic {
  const hint = `Mend or update the plugin, or disable it: himalia plugin disable ${id}.`;
  return { code: 'E_LOAD', message, hint, plugins: [id], tokens: [], file: entry };
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'id' in value && 'activate' in value && 'requires' in value;
}

/** The manifest is what people and tools read; code that does something else is refused. */
function* differencesOf(found: Found, plugin: Plugin): Iterable<string> {
  const pairs: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['provides', found.provides === undefined ? [] : [found.provides], plugin.provides ? [keyOf(plugin.provides)] : []],
    ['requires', found.requires, Object.values(plugin.requires).map(keyOf)],
    ['optional', found.optional, Object.values(plugin.optional).map(keyOf)],
    ['contracts', found.contracts, plugin.contracts.map(({ name }) => name)],
    ['section', found.section === undefined ? [] : [found.section], sectionsOf(found, plugin)],
  ];
  for (const [key, said, done] of pairs) {
    if (sorted(said) === sorted(done)) continue;
    yield `The manifest of ${found.id} says ${key}: [${sorted(said)}], and its code has [${sorted(done)}].`;
  }
}

/** A manifest may be silent about it. */
function sectionsOf({ section }: Found, { config }: Plugin): readonly string[] {
  return section === undefined || config === undefined ? [] : [config.key];
}

function differences(found: Found, plugin: Plugin): readonly string[] {
  return [...differencesOf(found, plugin)];
}

function sorted(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ');
}

/** As much of a plugin as its manifest tells, so that diagnostics can name it as a way out. */
export function outlineOf({ id, description, provides, contracts }: Found): Plugin {
  const [name = '', major = '1'] = provides?.split(/@(?=\d+$)/) ?? [];
  return {
    id,
    description,
    requires: {},
    optional: {},
    ...(provides === undefined ? {} : { provides: new Token(name, `${major}.0.0`) }),
    contracts: contracts.map((contract) => ({ name: contract })),
    critical: true,
    activate() {},
  };
}
