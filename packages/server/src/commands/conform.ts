import {
  conformanceChecks,
  contracts,
  type Difference,
  differencesOf,
  type Result,
  runChecks,
  withoutOthers,
} from '@himalia/conformance';
import { nearest } from '@himalia/core';
import { takeOptions } from '../command-line/take-options.ts';
import { type ExitCode, misused } from '../exit-error.ts';
import type { Environment } from '../prepare-server.ts';
import { admitted, peerOf } from './check-bundle.ts';

/**
 * `himalia conform URL [--token T] [--contract NAME] [--differences SERVER] [--json]`: whether a running server of any make
 * keeps the contracts. It starts kernels and terminals and writes below a folder of its own, and removes all of it.
 */
export async function conformCommand(args: readonly string[], environment: Environment): Promise<ExitCode> {
  const { token, contract, differences, rest } = takeOptions(args, ['token', 'contract', 'differences']);
  const json = rest.includes('--json');
  const [url, ...more] = rest.filter((word) => word !== '--json');
  if (url === undefined || more.length > 0)
    throw misused('himalia conform URL [--token T] [--contract NAME] [--differences SERVER] [--json]');
  const peer = peerOf(url, token ?? environment.JUPYTER_TOKEN ?? '');
  const named = contract === undefined ? undefined : [contractNamed(contract)];
  const known = differences === undefined ? [] : knownOf(differences);
  await admitted(peer);
  const chosen = named ?? (await withoutOthers(peer, contracts));
  const results = await runChecks(peer, conformanceChecks(chosen), known, (result) => {
    if (!json) print(result, known);
  });
  console.log(json ? JSON.stringify(results, null, 2) : `\n${summary(results)}`);
  return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

function contractNamed(name: string): (typeof contracts)[number] {
  const contract = contracts.find((candidate) => candidate.name === name);
  if (contract) return contract;
  const names = contracts.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  throw misused(
    `There is no contract '${name}'${meant ? `; did you mean '${meant}'?` : '.'} Contracts: ${names.join(', ')}.`,
  );
}

function knownOf(server: string): readonly Difference[] {
  try {
    return differencesOf(server);
  } catch {
    throw misused(`There is no list of differences of '${server}'; there is one of: jupyter-server.`);
  }
}

const signs = { passed: 'ok  ', failed: 'FAIL', known: 'diff', skipped: 'skip' } as const;

function print({ id, title, outcome, detail }: Result, known: readonly Difference[]): void {
  console.log(`${signs[outcome]}  ${id}: ${title}`);
  if (detail !== undefined) console.log(`        ${detail}`);
  const reason = known.find((difference) => difference.id === id);
  if (outcome === 'known' && reason) console.log(`        ${reason.whose}: ${reason.reason}`);
  if (outcome === 'passed' && reason) console.log('        no longer a difference: take it off the list');
}

function summary(results: readonly Result[]): string {
  const count = (outcome: Result['outcome']): number => results.filter((result) => result.outcome === outcome).length;
  return `${results.length} checks: ${count('passed')} passed, ${count('failed')} failed, ${count('known')} known differences, ${count('skipped')} not applicable.`;
}
