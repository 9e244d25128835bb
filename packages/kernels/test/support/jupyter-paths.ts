import { join } from 'node:path';
import type { JupyterPaths } from '@himalia/contracts/system';

/** Jupyter's folders below one temporary folder. */
export function jupyterPaths(folder: string, prefixes: readonly string[] = []): JupyterPaths {
  return {
    data: [join(folder, 'data'), ...prefixes.map((prefix) => join(prefix, 'share', 'jupyter'))],
    config: [join(folder, 'config')],
    userData: join(folder, 'data'),
    userConfig: join(folder, 'config'),
    runtime: join(folder, 'runtime'),
    prefixes,
  };
}
