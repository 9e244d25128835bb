import { type Diagnostic, inRange, keyOf, nearest, type Plugin } from '@himalia/core';
import { optionValues } from '../../command-line/parse-options.ts';
import { choosePlugins, type Found, foundIn } from '../../discovery/choose-plugins.ts';
import { discoverPlugins, ownIds } from '../../discovery/gather-plugins.ts';
import { ExitError } from '../../exit-error.ts';
import { loadAllPlugins, remixNamed } from '../../load-plugins.ts';
import { type Environment, filesFor } from '../../prepare-server.ts';
import { remixes, usual } from '../../remixes.ts';
import { version } from '../../version.ts';

/** One plugin as the commands show it. */
export type Entry = {
  readonly id: string;
  /** `blocked`: it is wanted, and a server would refuse to start with it. */
  readonly state: 'on' | 'off' | 'blocked';
  readonly version: string;
  readonly from: string;
  readonly description: string;
  readonly provides: string | undefined;
  readonly requires: readonly string[];
  readonly optional: readonly string[];
  readonly contracts: readonly string[];
  /** Range of host versions; Himalia's own have none. */
  readonly host: string | undefined;
  readonly remixes: readonly string[];
  readonly problems: readonly string[];
};
export type Inventory = { readonly entries: readonly Entry[]; readonly faults: readonly Diagnostic[] };

/**
 * What is installed, with what the configuration makes of it in the usual remix: everything, or only what has this id. Runs no
 * third-party code.
 */
export async function takeInventory(
  args: readonly string[],
  environment: Environment,
  only?: string,
): Promise<Inventory> {
  const discovered = discoverPlugins(optionValues(args, 'plugin'), environment);
  const remix = remixNamed(usual);
  const { files } = await filesFor(remix, args, environment);
  const chosen = choosePlugins({ remix: remix.plugins, known: ownIds, files, discovered });
  const thirdParty = foundIn(discovered);
  const isFound = thirdParty.some(({ id }) => id === only);
  const { plugins } = isFound ? { plugins: [] } : await loadAllPlugins();
  const on = new Set([...chosen.own, ...chosen.enabled.map(({ id }) => id)]);
  const entries = [
    ...plugins.map((plugin) => ownEntry(plugin, on)),
    ...thirdParty.map((found) => foundEntry(found, on, chosen.diagnostics)),
  ];
  const uninstalled = chosen.diagnostics.filter(({ code }) => code === 'E_MISSING');
  return { entries, faults: [...discovered.faults, ...uninstalled] };
}

function ownEntry(plugin: Plugin, on: ReadonlySet<string>): Entry {
  const { id, description, provides, requires, optional, contracts } = plugin;
  return {
    id,
    state: on.has(id) ? 'on' : 'off',
    version: version(),
    from: 'himalia',
    description,
    provides: provides && keyOf(provides),
    requires: Object.values(requires).map(keyOf),
    optional: Object.values(optional).map(keyOf),
    contracts: contracts.map(({ name }) => name),
    host: undefined,
    remixes: remixes.filter((remix) => remix.plugins.includes(id)).map(({ name }) => name),
    problems: [],
  };
}

function foundEntry(found: Found, on: ReadonlySet<string>, diagnostics: readonly Diagnostic[]): Entry {
  const { id, description, provides, requires, optional, contracts, package: owner } = found;
  const problems = diagnostics
    .filter(({ plugins }) => plugins.includes(id))
    .map(({ code, message }) => `${code} ${message}`);
  const fits = inRange(version(), owner.host) === true;
  if (!fits && problems.length === 0) problems.push(`E_HOST It is made for Himalia ${owner.host}.`);
  const wanted = on.has(id) ? 'on' : 'off';
  return {
    id,
    state: wanted === 'on' && problems.length > 0 ? 'blocked' : wanted,
    version: owner.version,
    from: owner.folder,
    description,
    provides,
    requires,
    optional,
    contracts,
    host: owner.host,
    remixes: [],
    problems,
  };
}

/** Throws `ExitError` 1 with the nearest id when there is no such plugin. */
export function entryOf({ entries }: Inventory, id: string): Entry {
  const entry = entries.find((each) => each.id === id);
  if (entry) return entry;
  const ids = entries.map((each) => each.id);
  const meant = nearest(id, ids) ?? ids.find((each) => each.includes(id));
  throw new ExitError(
    1,
    `There is no plugin ${id}${meant ? `; did you mean ${meant}?` : '; "himalia plugin list" shows all.'}`,
  );
}
