import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Plugin } from '../plugin.ts';
import { keyOf } from '../token.ts';
import { idsOf, listed } from './list.ts';
import type { ResolveOptions } from './plan.ts';

export type Providers = {
  /** The plugins that take part, by id. */
  readonly active: readonly Plugin[];
  readonly unchosen: readonly Plugin[];
  readonly byKey: ReadonlyMap<string, Plugin>;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * One provider for each service. Where nothing chooses, the first one by id is assumed, so that the other rules report
 * their own faults and not the consequences of this one.
 */
export function chooseProviders(plugins: readonly Plugin[], options: ResolveOptions): Providers {
  const { implementations = {} } = options;
  const diagnostics = [...misnamed(plugins, options)];
  const byKey = new Map<string, Plugin>();
  const unchosen = new Set<Plugin>();
  for (const [key, group] of offers(plugins)) {
    const wanted = implementations[tokenIdOf(group[0])];
    const chosen = group.find((plugin) => plugin.id === wanted);
    const provider = chosen ?? group[0];
    if (!provider) continue;
    if (group.length > 1 && !chosen) diagnostics.push(ambiguous(key, group));
    byKey.set(key, provider);
    for (const plugin of group) if (plugin !== provider) unchosen.add(plugin);
  }
  const active = plugins.filter((plugin) => !unchosen.has(plugin));
  return { active, unchosen: [...unchosen], byKey, diagnostics };
}

function offers(plugins: readonly Plugin[]): Map<string, Plugin[]> {
  const offering = plugins.filter((plugin) => plugin.provides);
  return Map.groupBy(offering, (plugin) => (plugin.provides ? keyOf(plugin.provides) : ''));
}

function tokenIdOf(plugin: Plugin | undefined): string {
  return plugin?.provides?.id ?? '';
}

function ambiguous(key: string, group: readonly Plugin[]): Diagnostic {
  const ids = idsOf(group);
  return {
    code: 'E_AMBIGUOUS',
    message: `${listed(ids)} all offer ${key}.`,
    hint: `Enable only one, or choose: implementations: { "${tokenIdOf(group[0])}": "${ids[0]}" }.`,
    plugins: ids,
    tokens: [key],
  };
}

/** Entries of `implementations` that choose nothing. */
function* misnamed(plugins: readonly Plugin[], options: ResolveOptions): Iterable<Diagnostic> {
  const { implementations = {}, available = [] } = options;
  for (const [token, id] of Object.entries(implementations)) {
    if (plugins.some((plugin) => plugin.id === id && tokenIdOf(plugin) === token)) continue;
    const sides = { plugins: [id], tokens: [token] };
    if (available.some((plugin) => plugin.id === id && tokenIdOf(plugin) === token)) {
      const message = `implementations chooses ${id} for '${token}', and that plugin is not enabled.`;
      yield { code: 'E_DISABLED', message, hint: `Enable ${id}, or remove the choice.`, ...sides };
      continue;
    }
    const message = `implementations chooses ${id} for '${token}', and no such plugin offers it.`;
    yield { code: 'E_CONFIG', message, hint: wayOut(token, id, [...plugins, ...available]), ...sides };
  }
}

function wayOut(token: string, id: string, known: readonly Plugin[]): string {
  const offering = idsOf(known.filter((plugin) => tokenIdOf(plugin) === token));
  if (offering.length === 0) {
    const meant = nearest(token, new Set(known.map(tokenIdOf)));
    return meant ? `Did you mean the service '${meant}'?` : 'Remove the choice.';
  }
  const meant = nearest(id, offering);
  return meant ? `Did you mean ${meant}?` : `It is offered by ${listed(offering)}.`;
}
