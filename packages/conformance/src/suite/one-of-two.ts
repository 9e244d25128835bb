import type { AnyContract } from '@himalia/core';
import type { Peer } from '../peer/peer.ts';

/** Contracts of the same addresses: a server keeps the one or the other. The path tells which, by redirecting or not. */
const pairs = [{ path: 'tree', shows: 'notebook-app', redirects: 'nbclassic-root' }] as const;

/** Of two contracts that no server can keep both, the one that this server has. */
export async function withoutOthers(peer: Peer, contracts: readonly AnyContract[]): Promise<readonly AnyContract[]> {
  const dropped = await Promise.all(
    pairs.map(async ({ path, shows, redirects }) => ((await peer.ask(path)).status === 302 ? shows : redirects)),
  );
  return contracts.filter(({ name }) => !dropped.some((other) => other === name));
}
