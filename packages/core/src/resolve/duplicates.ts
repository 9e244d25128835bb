import type { Diagnostic } from '../diagnostic.ts';
import type { Plugin } from '../plugin.ts';
import { byId } from './list.ts';

export type Unique = { readonly plugins: readonly Plugin[]; readonly diagnostics: readonly Diagnostic[] };

/** The plugins by id, each once; the first of two with one id is kept so that the other rules can be checked. */
export function withoutDuplicates(plugins: readonly Plugin[]): Unique {
  const first = new Map<string, Plugin>();
  const twice = new Set<string>();
  for (const plugin of plugins) {
    if (first.has(plugin.id)) twice.add(plugin.id);
    else first.set(plugin.id, plugin);
  }
  return { plugins: [...first.values()].sort(byId), diagnostics: [...twice].sort().map(duplicate) };
}

function duplicate(id: string): Diagnostic {
  return {
    code: 'E_DUPLICATE',
    message: `The plugin ${id} is listed more than once.`,
    hint: 'Remove one of the entries; when two packages use the same id, one of them must be renamed or uninstalled.',
    plugins: [id],
    tokens: [],
  };
}
