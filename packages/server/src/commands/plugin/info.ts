import type { ExitCode } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { readArguments } from './arguments.ts';
import { entryOf, takeInventory } from './inventory.ts';

/** `himalia plugin info ID [--json]`: what its manifest says. */
export async function pluginInfo(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const { words, json } = readArguments(args, 'himalia plugin info ID [--json]', 1);
  const entry = entryOf(await takeInventory(args, environment, words[0]), words[0] ?? '');
  if (json) {
    console.log(JSON.stringify(entry, null, 2));
    return 0;
  }
  const rows: readonly (readonly [string, string])[] = [
    ['state', entry.state],
    ['version', entry.version],
    ['from', entry.from],
    ['made for', entry.host === undefined ? '' : `Himalia ${entry.host}`],
    ['provides', entry.provides ?? ''],
    ['requires', entry.requires.join(', ')],
    ['may take', entry.optional.join(', ')],
    ['serves', entry.contracts.join(', ')],
    ['in remixes', entry.remixes.join(', ')],
    ['problems', entry.problems.join('\n              ')],
  ];
  console.log(`${entry.id}\n${entry.description}`);
  for (const [name, value] of rows) if (value !== '') console.log(`  ${name.padEnd(12)}${value}`);
  return 0;
}
