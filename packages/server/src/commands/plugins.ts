import type { ExitCode } from '../exit-error.ts';
import { loadAllPlugins } from '../load-plugins.ts';
import { remixes } from '../remixes.ts';

/** `himalia plugins`: what there is, and the remixes it is in. */
export async function pluginsCommand(): Promise<ExitCode> {
  const { plugins, problems } = await loadAllPlugins();
  for (const { id, description } of plugins) {
    const names = remixes.flatMap((remix) => (remix.plugins.includes(id) ? [remix.name] : []));
    console.log(`${id.padEnd(38)} ${description} [${names.join(' ') || 'in no remix'}]`);
  }
  for (const problem of problems) console.error(`himalia: ${problem}`);
  return problems.length > 0 ? 78 : 0;
}
