import type { AnyContract } from '../contract.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Plugin } from '../plugin.ts';
import { idsOf, listed } from './list.ts';

export type Promised = { readonly plugin: Plugin; readonly contract: AnyContract };

export function promisesOf(plugins: readonly Plugin[]): readonly Promised[] {
  return plugins.flatMap((plugin) => plugin.contracts.map((contract) => ({ plugin, contract })));
}

/** Contracts with two promisers. */
export function contractClashes(promised: readonly Promised[]): readonly Diagnostic[] {
  const groups = Map.groupBy(promised, ({ contract }) => contract.name);
  return [...groups].filter(([, group]) => group.length > 1).map(([name, group]) => clash(name, group));
}

function clash(name: string, group: readonly Promised[]): Diagnostic {
  const ids = idsOf(group.map(({ plugin }) => plugin));
  return {
    code: 'E_CONTRACT_CLASH',
    message: `The contract '${name}' is promised ${ids.length > 1 ? `by ${listed(ids)}` : `twice by ${ids[0]}`}.`,
    hint: 'Enable only one of them; a contract has one plugin that serves it.',
    plugins: ids,
    tokens: [],
  };
}

/** Contracts that must be there and that no enabled plugin promises. */
export function absentContracts(
  wanted: readonly string[],
  promised: readonly Promised[],
  available: readonly Plugin[],
): readonly Diagnostic[] {
  const names = new Set(promised.map(({ contract }) => contract.name));
  const absent = [...new Set(wanted)].filter((name) => !names.has(name)).sort();
  return absent.map((name) => {
    const others = promisesOf(available).filter(({ contract }) => contract.name === name);
    const plugins = idsOf(others.map(({ plugin }) => plugin));
    const message = `The contract '${name}' is wanted, and no enabled plugin promises it.`;
    if (plugins.length === 0) {
      return { code: 'E_MISSING', message, hint: 'Install and enable a plugin that serves it.', plugins, tokens: [] };
    }
    return { code: 'E_DISABLED', message, hint: `Enable ${plugins.join(' or ')}.`, plugins, tokens: [] };
  });
}
