import { type Diagnostic, describe, type Plugin } from '@himalia/core';
import { jupyterPathsOf, thisMachine } from '@himalia/system/paths';
import type { ConfigFile } from '../configuration/config-file.ts';
import { ExitError } from '../exit-error.ts';
import { loadPlugins } from '../load-plugins.ts';
import { type Remix, remixes } from '../remixes.ts';
import { type Chosen, choosePlugins } from './choose-plugins.ts';
import { type Discovered, discover, projectAround } from './discover.ts';
import { loadFound, outlineOf } from './load-found.ts';

type Environment = Readonly<Record<string, string | undefined>>;
export type Gathered = {
  readonly plugins: readonly Plugin[];
  /** Outlines of installed plugins that are off. */
  readonly off: readonly Plugin[];
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
  return { plugins: [...own, ...others.plugins], off: chosen.off.map(outlineOf) };
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new ExitError(78, `The server cannot start:\n\n${describe(diagnostics)}`);
}
