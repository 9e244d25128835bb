import { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { JupyterPaths } from '@himalia/contracts/system';
import { type Config, createLog, describe, keyOf, type Plugin, type Running, resolve, start } from '@himalia/core';
import { ExitError } from '../exit-error.ts';
import { loadPlugins } from '../load-plugins.ts';

const wanted = [
  '@himalia/kernels:kernelspecs',
  '@himalia/embedded-kernels:typescript',
  '@himalia/embedded-kernels:python',
];
const helpers = ['@himalia/http:fastify', '@himalia/system:paths', '@himalia/kernels:provisioners'];

/** What a server with this configuration would find as kernels, without one. */
export async function withKernelspecs<T>(
  use: (kernelspecs: Kernelspecs, paths: JupyterPaths) => Promise<T>,
  config: Config = {},
): Promise<T> {
  const running = await startFinders(config);
  try {
    const kernelspecs = running.services.get(Kernelspecs);
    const paths = running.services.get(JupyterPaths);
    if (!kernelspecs || !paths) throw new ExitError(1, 'No plugin looks for kernelspecs.');
    return await use(kernelspecs, paths);
  } finally {
    await running.stop('done');
  }
}

/** Only what finds kernels; nothing listens. */
async function startFinders(config: Config): Promise<Running> {
  const plugins = needed(await loadPlugins([...helpers, ...wanted]));
  const known = plugins.map((plugin) => plugin.config?.key);
  // Nothing listens, so what is said of the address does not matter.
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'http' && known.includes(key)));
  const { plan, diagnostics } = resolve(plugins, own);
  if (!plan) throw new ExitError(78, describe(diagnostics));
  return await start(plan, { log: createLog({ level: 'warn', format: 'text' }) });
}

/** The wanted plugins and those that they require. */
function needed(plugins: readonly Plugin[]): readonly Plugin[] {
  const chosen = new Set(plugins.filter(({ id }) => wanted.includes(id)));
  for (const plugin of chosen) {
    const keys = Object.values(plugin.requires).map(keyOf);
    for (const other of plugins) if (other.provides && keys.includes(keyOf(other.provides))) chosen.add(other);
  }
  return [...chosen];
}
