import { Kernelspecs } from '@himalia/contracts/kernelspecs';
import { createLog, describe, keyOf, type Plugin, type Running, resolve, start } from '@himalia/core';
import { type ExitCode, ExitError, misused } from '../exit-error.ts';
import { loadPlugins } from '../load-plugins.ts';

const wanted = [
  '@himalia/kernels:kernelspecs',
  '@himalia/embedded-kernels:typescript',
  '@himalia/embedded-kernels:python',
];
const helpers = ['@himalia/http:fastify', '@himalia/system:paths', '@himalia/kernels:provisioners'];

/** `himalia kernelspecs [--json]`: the kernels by name, then those that cannot be used, with the reason. */
export async function kernelspecsCommand(args: readonly string[]): Promise<ExitCode> {
  const json = args[0] === '--json';
  if (args.length > (json ? 1 : 0)) throw misused('himalia kernelspecs takes --json only.');
  const running = await startFinders();
  try {
    const kernelspecs = running.services.get(Kernelspecs);
    if (!kernelspecs) throw new ExitError(1, 'No plugin looks for kernelspecs.');
    const [found, broken, usual] = await Promise.all([
      kernelspecs.list(),
      kernelspecs.broken(),
      kernelspecs.defaultName(),
    ]);
    if (json) console.log(JSON.stringify({ default: usual, kernelspecs: found, broken }, null, 2));
    else {
      for (const { name, display_name, resourceDir } of found) {
        console.log(`${name === usual ? '*' : ' '} ${name.padEnd(20)} ${display_name.padEnd(28)} ${resourceDir}`);
      }
      for (const { name, path, problem } of broken) console.log(`✖ ${name.padEnd(20)} broken: ${problem}\n    ${path}`);
    }
    return 0;
  } finally {
    await running.stop('done');
  }
}

/** Only what finds kernels; nothing listens. */
async function startFinders(): Promise<Running> {
  const plugins = await loadPlugins([...helpers, ...wanted]);
  const { plan, diagnostics } = resolve(needed(plugins), {});
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
