import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JupyterPaths } from '@himalia/contracts/system';
import { type ConfigSection, definePlugin, type Plugin } from '@himalia/core';
import { jupyterPathsOf } from './jupyter-paths.ts';
import { thisMachine } from './machine.ts';

const config = {
  key: 'paths',
  options: {
    pythonPrefix: {
      type: 'string',
      description: 'The Python environment whose kernels, extensions and configuration come first (its `sys.prefix`).',
      flag: 'python-prefix',
    },
  },
} as const satisfies ConfigSection;

/** Finds the folders, and makes the runtime folder, which only its owner may enter. */
export const jupyterPaths: Plugin = definePlugin({
  id: '@himalia/system:paths',
  description: 'Where Jupyter keeps data, configuration and runtime files',
  provides: JupyterPaths,
  config,
  activate({ config: { pythonPrefix }, log }) {
    const paths = jupyterPathsOf(thisMachine(), {
      prefix: pythonPrefix,
      emptyFolder: () => mkdtempSync(join(tmpdir(), 'himalia-no-config-')),
    });
    makeRuntimeFolder(paths.runtime);
    log.debug('Jupyter paths', { ...paths });
    return paths;
  },
});

/** One that exists is left as it is: it may be a folder of the system's, given by JUPYTER_RUNTIME_DIR. */
function makeRuntimeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(
      `The runtime folder cannot be made (JUPYTER_RUNTIME_DIR names another): ${(error as Error).message}`,
    );
  }
}
