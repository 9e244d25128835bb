import type { Diagnostic } from '../diagnostic.ts';
import type { Plugin } from '../plugin.ts';
import { keyOf, type Token } from '../token.ts';
import { idsOf, listed } from './list.ts';

type Need = { readonly plugin: Plugin; readonly token: Token<unknown>; readonly required: boolean };
type Offers = { readonly byKey: ReadonlyMap<string, Plugin>; readonly available: readonly Plugin[] };

/** Needs that nobody meets, one diagnostic for each service; an optional need fails only on the wrong major version. */
export function unmetNeeds(plugins: readonly Plugin[], offers: Offers): readonly Diagnostic[] {
  const unmet = plugins.flatMap(needsOf).filter((need) => !offers.byKey.has(keyOf(need.token)));
  const diagnostics: Diagnostic[] = [];
  for (const [key, needs] of Map.groupBy(unmet, (need) => keyOf(need.token))) {
    const other = otherVersions(needs, offers.byKey);
    const required = needs.filter((need) => need.required);
    if (other.length > 0) diagnostics.push(wrongVersion(key, needs, other));
    else if (required.length > 0) diagnostics.push(missing(key, required, offers.available));
  }
  return diagnostics;
}

function needsOf(plugin: Plugin): readonly Need[] {
  const required = Object.values(plugin.requires).map((token) => ({ plugin, token, required: true }));
  return [...required, ...Object.values(plugin.optional).map((token) => ({ plugin, token, required: false }))];
}

function otherVersions(needs: readonly Need[], byKey: Offers['byKey']): readonly Plugin[] {
  const id = needs[0]?.token.id;
  return [...byKey.values()].filter((plugin) => plugin.provides?.id === id);
}

function wrongVersion(key: string, needs: readonly Need[], others: readonly Plugin[]): Diagnostic {
  const users = idsOf(needs.map((need) => need.plugin));
  const offered = others.map((plugin) => (plugin.provides ? keyOf(plugin.provides) : ''));
  return {
    code: 'E_VERSION',
    message: `${needing(users)} ${key}, but ${listed(idsOf(others))} ${others.length > 1 ? 'offer' : 'offers'} ${listed(offered)}.`,
    hint: `Install versions of these plugins that agree on the major version of '${needs[0]?.token.id}'.`,
    plugins: [...users, ...idsOf(others)],
    tokens: [key, ...offered],
  };
}

function missing(key: string, needs: readonly Need[], available: readonly Plugin[]): Diagnostic {
  const users = idsOf(needs.map((need) => need.plugin));
  const offering = idsOf(available.filter((plugin) => plugin.provides && keyOf(plugin.provides) === key));
  const sides = { plugins: [...users, ...offering], tokens: [key] };
  if (offering.length > 0) {
    const message = `${needing(users)} ${key}, which ${listed(offering)} would offer if enabled.`;
    return { code: 'E_DISABLED', message, hint: `Enable ${offering.join(' or ')}.`, ...sides };
  }
  const message = `${needing(users)} ${key}, and no known plugin offers it.`;
  return { code: 'E_MISSING', message, hint: `Install and enable a plugin that provides ${key}.`, ...sides };
}

function needing(users: readonly string[]): string {
  return `${listed(users)} ${users.length > 1 ? 'need' : 'needs'}`;
}
