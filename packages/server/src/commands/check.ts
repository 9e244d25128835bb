import { keyOf } from '@himalia/core';
import type { ExitCode } from '../exit-error.ts';
import { type Environment, prepareServer } from '../prepare-server.ts';

/** `himalia check [REMIX] [OPTIONS]`: the plan, or (thrown) every reason why there is none. Starts nothing. */
export async function checkCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const { remix, plan, warnings } = await prepareServer(args, environment);
  console.log(`${remix.name}: ${plan.order.length} plugins fit together, in ${plan.levels.length} steps.\n`);
  for (const [index, level] of plan.levels.entries()) {
    for (const { id, provides, contracts } of level) {
      const promises = contracts.map(({ name }) => name).join(', ');
      const facts = [provides && `gives ${keyOf(provides)}`, promises && `serves ${promises}`];
      console.log(`  ${index + 1}  ${id.padEnd(38)} ${facts.filter(Boolean).join('; ')}`.trimEnd());
    }
  }
  for (const warning of warnings) console.error(`himalia: warning: ${warning}`);
  return 0;
}
