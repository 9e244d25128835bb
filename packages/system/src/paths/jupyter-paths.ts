import { delimiter, join, resolve, sep } from 'node:path';
import type { JupyterPaths } from '@himalia/contracts/system';
import type { Machine } from './machine.ts';
import { isVirtual, pythonPrefixes } from './python-prefixes.ts';
import { userBase } from './user-base.ts';

const off: readonly string[] = ['no', 'n', 'false', 'off', '0', '0.0'];
/** jupyter_core: any value but these means yes. */
const isOn = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : !off.includes(value.toLowerCase());

type PathOptions = {
  /** A prefix to prefer to all that are found. */
  readonly prefix?: string | undefined;
  /** Makes the empty folder that stands for all configuration under JUPYTER_NO_CONFIG. */
  readonly emptyFolder: () => string;
};

/** Where Jupyter keeps things on a machine (jupyter_core 5, `jupyter_core.paths`). */
export function jupyterPathsOf(machine: Machine, { prefix, emptyFolder }: PathOptions): JupyterPaths {
  const { env } = machine;
  const prefixes = pythonPrefixes(machine, prefix);
  const envFirst = isOn(env.JUPYTER_PREFER_ENV_PATH) ?? inEnvironment(machine, prefixes[0]);
  const base = userBase(machine, prefixes[0]);
  const noConfig = Boolean(env.JUPYTER_NO_CONFIG);
  const userConfig = noConfig ? emptyFolder() : resolve(env.JUPYTER_CONFIG_DIR || join(machine.home, '.jupyter'));
  const userData = resolve(env.JUPYTER_DATA_DIR || dataFolder(machine, userConfig));
  const order = (kind: 'share' | 'etc', first: string | undefined, user: string) =>
    ordered({
      first: (first ?? '').split(delimiter),
      user: [user, ...(base === undefined ? [] : [join(base, kind, 'jupyter')])],
      prefixes: prefixes.map((each) => join(each, kind, 'jupyter')),
      system: systemFolders(machine, kind),
      envFirst,
    });
  return {
    data: order('share', env.JUPYTER_PATH, userData),
    config: noConfig ? [userConfig] : order('etc', env.JUPYTER_CONFIG_PATH, userConfig),
    userData,
    userConfig,
    runtime: resolve(env.JUPYTER_RUNTIME_DIR || join(userData, 'runtime')),
    prefixes,
  };
}

type Order = {
  readonly first: readonly string[];
  readonly user: readonly string[];
  /** The first one is the environment; the others were merely found, and come after the user's. */
  readonly prefixes: readonly string[];
  readonly system: readonly string[];
  readonly envFirst: boolean;
};

function ordered({ first, user, prefixes, system, envFirst }: Order): string[] {
  const [environment, ...others] = prefixes.filter((prefix) => !system.includes(prefix));
  const own = environment === undefined ? [] : [environment];
  const all = [...first, ...(envFirst ? [...own, ...user] : [...user, ...own]), ...others, ...system];
  return [...new Set(all.filter((path) => path !== '').map((path) => resolve(withoutEnd(path))))];
}

const withoutEnd = (path: string): string => (path.length > 1 && path.endsWith(sep) ? path.slice(0, -1) : path);

/** The environment goes before the user in a virtual or a named conda environment, if it is the user's own. */
function inEnvironment(machine: Machine, prefix: string | undefined): boolean {
  if (prefix === undefined || !machine.owns(prefix)) return false;
  const { CONDA_PREFIX: conda, CONDA_DEFAULT_ENV: name = 'base' } = machine.env;
  return isVirtual(prefix) || (Boolean(conda) && prefix.startsWith(conda ?? '') && name !== 'base');
}

function dataFolder({ platform, env, home }: Machine, userConfig: string): string {
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return env.APPDATA ? join(env.APPDATA, 'jupyter') : join(userConfig, 'data');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter');
}

/** On Windows the common folder is writable for everybody, so it counts only when asked for. */
function systemFolders({ platform, env }: Machine, kind: 'share' | 'etc'): string[] {
  if (platform !== 'win32')
    return [`/usr/local/${kind}/jupyter`, kind === 'etc' ? '/etc/jupyter' : '/usr/share/jupyter'];
  return isOn(env.JUPYTER_USE_PROGRAMDATA) && env.PROGRAMDATA ? [join(env.PROGRAMDATA, 'jupyter')] : [];
}
