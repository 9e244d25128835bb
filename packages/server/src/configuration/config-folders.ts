import { homedir } from 'node:os';
import { sep } from 'node:path';
import { jupyterPathsOf, thisMachine } from '@himalia/system/paths';

type Environment = Readonly<Record<string, string | undefined>>;
export type ConfigFolders = {
  /** The folders of the Jupyter configuration path, the weakest first. */
  readonly folders: readonly string[];
  /** Python environments that were found, best first. */
  readonly prefixes: readonly string[];
};

/**
 * Where configuration is looked for. Nothing is made, and with `JUPYTER_NO_CONFIG` there is none. A JupyterHub that says
 * `JUPYTERHUB_DISABLE_USER_CONFIG` keeps folders below the home folder out.
 */
export function configFolders(environment: Environment, prefix?: string): ConfigFolders {
  const machine = { ...thisMachine(), env: environment };
  const { config, prefixes } = jupyterPathsOf(machine, { prefix, emptyFolder: () => '' });
  const foreign = isSet(environment.JUPYTERHUB_DISABLE_USER_CONFIG) ? config.filter(outside(machine.home)) : config;
  return { folders: environment.JUPYTER_NO_CONFIG ? [] : foreign.toReversed(), prefixes };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase());
}

function outside(home: string): (folder: string) => boolean {
  const homes = [home, homedir()];
  return (folder) => !homes.some((own) => folder === own || folder.startsWith(own + sep));
}
