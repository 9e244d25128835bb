import type { AnyContract } from './contract.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Plugin } from './plugin.ts';
import type { Plan } from './resolve/plan.ts';
import { channelRoutes, operationRoutes } from './route.ts';

export type Kind = 'operations' | 'channels';
/** One half of a contract that is served: its OpenAPI operations or its AsyncAPI channels. */
export type Served = { readonly contract: Pick<AnyContract, 'name'>; readonly kind: Kind };

/**
 * The gate after the start: what plugins promise equals what is served. Pass the ids of plugins that failed without being
 * critical: what they promise answers 503 and is no fault.
 */
export function unserved(plan: Plan, served: Iterable<Served>, failed: Iterable<string> = []): readonly Diagnostic[] {
  const excused = new Set(failed);
  const done = new Set(Array.from(served, ({ contract, kind }) => `${kind} of '${contract.name}'`));
  const promised = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const plugin of plan.order) {
    for (const contract of plugin.contracts) {
      for (const kind of ['operations', 'channels'] as const) {
        const ids = (kind === 'channels' ? channelRoutes : operationRoutes)(contract).map(({ id }) => id);
        const half = `${kind} of '${contract.name}'`;
        promised.add(half);
        if (ids.length > 0 && !done.has(half) && !excused.has(plugin.id)) diagnostics.push(unbound(plugin, half, ids));
      }
    }
  }
  return [...diagnostics, ...[...done.difference(promised)].map(unpromised)];
}

function unbound({ id }: Plugin, half: string, ids: readonly string[]): Diagnostic {
  return {
    code: 'E_UNBOUND',
    message: `${id} promises the ${half} and does not serve them: ${ids.join(', ')}.`,
    hint: `Call http.${half.startsWith('channels') ? 'channel' : 'implement'} with this contract in the plugin's activate.`,
    plugins: [id],
    tokens: [],
  };
}

function unpromised(half: string): Diagnostic {
  return {
    code: 'E_NO_CONTRACT',
    message: `The ${half} are served, and no enabled plugin promises this contract.`,
    hint: 'Add the contract to the `contracts` of the plugin that serves it, or do not serve it.',
    plugins: [],
    tokens: [],
  };
}
