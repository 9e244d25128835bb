import type { ExitCode } from '../exit-error.ts';
import { loadAllPlugins } from '../load-plugins.ts';
import { remixes } from '../remixes.ts';

/** `himalia plugins`: what there is, and the remixes it is in. */
export async function pluginsCommand(): Promise<ExitCode> {
  for (const { id, description } of await loadAllPlugins()) {
    const names = remixes.flatMap(({ name, plugins }) => (plugins.includes(id) ? [name] : []));
    console.log(`${id.padEnd(38)} ${description} [${names.join(' ') || 'in no remix'}]`);
  }
  return 0;
}
