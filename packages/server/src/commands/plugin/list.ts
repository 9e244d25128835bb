import { describe } from '@himalia/core';
import type { ExitCode } from '../../exit-error.ts';
import type { Environment } from '../../prepare-server.ts';
import { readArguments } from './arguments.ts';
import { type Entry, takeInventory } from './inventory.ts';

/** `himalia plugin list [--json]`: what is installed. Broken manifests are told of at the end, and make the exit code 78. */
export async function listPlugins(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const { json } = readArguments(args, 'himalia plugin list [--json]', 0);
  const { entries, faults } = await takeInventory(args, environment);
  if (json) console.log(JSON.stringify({ plugins: entries, faults }, null, 2));
  else for (const line of table(entries)) console.log(line);
  if (faults.length > 0 && !json) console.error(`\n${describe(faults)}`);
  return faults.length > 0 ? 78 : 0;
}

function table(entries: readonly Entry[]): readonly string[] {
  const rows = [
    ['PLUGIN', 'STATE', 'VERSION', 'GIVES', 'WHAT IT IS'],
    ...entries.map(({ id, state, version, provides, contracts, description, from, problems }) => {
      const what = from === 'himalia' ? description : `${description} (${from})`;
      return [id, state, version, provides ?? contracts.join(', '), problems[0] ?? what];
    }),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
