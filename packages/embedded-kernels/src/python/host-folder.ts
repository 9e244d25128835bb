import { existsSync } from 'node:fs';
import { parse, relative, sep } from 'node:path';

/** A folder of this machine and where Python sees it. */
export type Mount = { readonly host: string; readonly python: string };

/** Folders that Python has itself. */
const taken = new Set(['dev', 'lib', 'proc']);

/**
 * What is mounted so that Python works in `folder`: on systems with one root its topmost folder under its own name, so that
 * `../data.csv` and absolute paths mean the same; else the folder alone, as `/notebook`.
 */
export function mountFor(folder: string): Mount & { readonly folder: string } {
  const { root } = parse(folder);
  const [top = ''] = relative(root, folder).split(sep);
  if (root !== '/' || top === '' || taken.has(top)) return { host: folder, python: '/notebook', folder: '/notebook' };
  return { host: `/${top}`, python: `/${top}`, folder };
}

const zones = '/usr/share/zoneinfo';

/** The time zones of this machine, since Python here has none. */
export function timeZones(): readonly Mount[] {
  return existsSync(zones) ? [{ host: zones, python: zones }] : [];
}

/** The variables that Python sees of this process: not those that are about programs of this machine. */
export function environmentFor(mount: Mount, environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(PATH|HOME|SHELL|LD_|PYTHON|NODE_|VIRTUAL_ENV|CONDA|JPY_)/.test(entry[0]),
  );
  const home = environment.HOME;
  if (home && `${home}/`.startsWith(`${mount.python}/`)) kept.push(['HOME', home]);
  kept.push(['PYTHONTZPATH', zones]);
  return Object.fromEntries(kept);
}
