import { type Diagnostic, describe, type Plugin } from '@himalia/core';
import { jupyterPathsOf, thisMachine } from '@himalia/system/paths';
import type { ConfigFile } from '../configuration/config-file.ts';
import { isRecord } from '../configuration/said.ts';
import { ExitError } from '../exit-error.ts';
import { loadPlugins } from '../load-plugins.ts';
import { type Remix, remixes } from '../remixes.ts';
import { type Chosen, choosePlugins, type Found } from './choose-plugins.ts';
import { type Discovered, discover, projectAround } from './discover.ts';
import { loadFound, outlineOf } from './load-found.ts';

type Environment = Readonly<Record<string, string | undefined>>;
export type Gathered = {
  readonly plugins: readonly Plugin[];
  /** Outlines of installed plugins that are off. */
  readonly off: readonly Plugin[];
  /** Sections that they would read, with the plugin's id. */
  readonly dormant: ReadonlyMap<string, string>;
};

/** Every id that comes with Himalia. */
export const ownIds: readonly string[] = [...new Set(remixes.flatMap((remix) => remix.plugins))];

/** Looks where plugins are installed: the working folder's project, the one around Himalia, Jupyter's data folders. */
export function discoverPlugins(given: readonly string[], environment: Environment): Discovered {
  const home = projectAround(import.meta.dirname);
  const { data } = jupyterPathsOf({ ...thisMachine(), env: environment }, { emptyFolder: () => '' });
  return discover({ projects: [process.cwd(), ...(home === undefined ? [] : [home])], dataFolders: data, given });
}

/** The plugins of a remix as the configuration changes them. Throws `ExitError` 78 with all diagnostics. */
export async function gatherPlugins(
  remix: Pick<Remix, 'plugins'>,
  files: readonly ConfigFile[],
  discovered: Discovered,
): Promise<Gathered> {
  const chosen: Chosen = choosePlugins({ remix: remix.plugins, known: ownIds, files, discovered });
  refuse([...discovered.faults, ...chosen.diagnostics]);
  const own = await loadPlugins(chosen.own);
  const others = await loadFound(chosen.enabled);
  refuse(others.diagnostics);
  const off = [...chosen.off, ...switchedOff(files, chosen)];
  return { plugins: [...own, ...others.plugins], off: chosen.off.map(outlineOf), dormant: dormantSections(off) };
}

/** Plugins that the configuration names as off, installed or not. */
function switchedOff(files: readonly ConfigFile[], { own, enabled }: Chosen): readonly Pick<Found, 'id' | 'section'>[] {
  const on = new Set([...own, ...enabled.map(({ id }) => id)]);
  const named = files.flatMap(({ values }) => Object.keys(isRecord(values.plugins) ? values.plugins : {}));
  return named.filter((id) => !on.has(id) && !ownIds.includes(id)).map((id) => ({ id, section: undefined }));
}

/** What a manifest does not say is guessed from the id: `@acme/clock:wall` may read `clock` or `wall`. */
function dormantSections(off: readonly Pick<Found, 'id' | 'section'>[]): ReadonlyMap<string, string> {
  return new Map(
    off.flatMap(({ id, section }) =>
      (section === undefined ? id.split(/[/:]/).slice(-2) : [section]).map((name) => [name, id] as const),
    ),
  );
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new ExitError(78, `The server cannot start:\n\n${describe(diagnostics)}`);
}
