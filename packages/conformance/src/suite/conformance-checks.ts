import type { AnyContract } from '@himalia/core';
import { behaviours } from '../behaviours/index.ts';
import { generatedChecks } from '../generated-checks/generated-checks.ts';
import type { Check } from './check.ts';

/** Everything to check of these contracts: first what follows from the documents, then what `SPEC.md` says. */
export function conformanceChecks(contracts: readonly AnyContract[]): readonly Check[] {
  const names = new Set(contracts.map(({ name }) => name));
  return [...contracts.flatMap(generatedChecks), ...behaviours.filter(({ contract }) => names.has(contract))];
}
