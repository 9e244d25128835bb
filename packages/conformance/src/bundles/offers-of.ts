import type { AnyContract } from '@himalia/core';
import type { Offer } from './judge-bundle.ts';

/** What plugins promise: each half of each contract with its version. */
export function offersOf(contracts: readonly AnyContract[]): readonly Offer[] {
  return contracts.flatMap(({ name, openapi, asyncapi }) => [
    ...(openapi ? [{ kind: 'openapi' as const, contract: name, version: openapi.info.version }] : []),
    ...(asyncapi ? [{ kind: 'asyncapi' as const, contract: name, version: asyncapi.info.version }] : []),
  ]);
}
