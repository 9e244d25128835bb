import { bundles } from '@himalia/contracts/bundles';
import { keyOf, type Plan } from '@himalia/core';
import { takeOptions } from '../command-line/take-options.ts';
import { type ExitCode, misused } from '../exit-error.ts';
import { type Environment, prepareServer } from '../prepare-server.ts';
import { remixes } from '../remixes.ts';
import { bundleNamed, reportPlan, reportServer } from './check-bundle.ts';

/**
 * `himalia check [REMIX|BUNDLE] [--bundle BUNDLE] [OPTIONS]`: the plan, or (thrown) every reason why there is none, and whether
 * it is enough for a front end. With `--url URL [--token T]` a running server is asked instead. Starts nothing.
 */
export async function checkCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const { url, bundle, rest } = takeOptions(args, ['url', 'bundle']);
  const first = rest[0]?.startsWith('-') ? undefined : rest[0];
  const named = bundle ?? (bundles.some(({ name }) => name === first) ? first : undefined);
  if (url !== undefined) return await askServer(url, named ?? first ?? 'lab', rest, environment);
  const isRemix = first === undefined || remixes.some(({ name }) => name === first) || named === undefined;
  const { remix, plan, warnings } = await prepareServer(isRemix ? rest : rest.slice(1), environment);
  print(remix.name, plan);
  for (const warning of warnings) console.error(`himalia: warning: ${warning}`);
  const asked = named ?? bundles.find(({ name }) => name === remix.name)?.name;
  return asked === undefined ? 0 : await reportPlan(bundleNamed(asked), plan);
}

async function askServer(
  url: string,
  bundle: string,
  args: readonly string[],
  environment: Environment,
): Promise<ExitCode> {
  const { token, rest } = takeOptions(args, ['token']);
  const extra = rest.find((word) => word.startsWith('-'));
  if (extra !== undefined) throw misused(`himalia check --url takes a bundle and --token, not '${extra}'.`);
  return await reportServer(bundleNamed(bundle), url, token ?? environment.JUPYTER_TOKEN ?? '');
}

function print(name: string, plan: Plan): void {
  console.log(`${name}: ${plan.order.length} plugins fit together, in ${plan.levels.length} steps.\n`);
  for (const [index, level] of plan.levels.entries()) {
    for (const { id, provides, contracts } of level) {
      const promises = contracts.map((contract) => contract.name).join(', ');
      const facts = [provides && `gives ${keyOf(provides)}`, promises && `serves ${promises}`];
      console.log(`  ${index + 1}  ${id.padEnd(38)} ${facts.filter(Boolean).join('; ')}`.trimEnd());
    }
  }
}
