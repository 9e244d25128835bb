import type { Peer } from '../peer/peer.ts';
import { type Check, NotApplicable } from './check.ts';
import type { Difference } from './differences.ts';

export type Result = {
  readonly id: string;
  readonly contract: string;
  readonly title: string;
  /** `known`: it fails, and the list of differences says why. */
  readonly outcome: 'passed' | 'failed' | 'known' | 'skipped';
  /** What was seen, or why it was not asked. */
  readonly detail?: string;
};

/** Runs the checks one after the other, so that they do not see each other's files and kernels. */
export async function runChecks(
  peer: Peer,
  checks: readonly Check[],
  differences: readonly Difference[] = [],
  onResult: (result: Result) => void = () => {},
): Promise<readonly Result[]> {
  const known = new Map(differences.map((difference) => [difference.id, difference]));
  const results: Result[] = [];
  for (const check of checks) {
    const result = await runOne(peer, check, known.get(check.id));
    results.push(result);
    onResult(result);
  }
  return results;
}

async function runOne(peer: Peer, { id, contract, title, run }: Check, known: Difference | undefined): Promise<Result> {
  try {
    await run(peer);
    return { id, contract, title, outcome: 'passed' };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof NotApplicable) return { id, contract, title, outcome: 'skipped', detail };
    return { id, contract, title, outcome: known ? 'known' : 'failed', detail };
  }
}
