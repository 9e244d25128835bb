import type { PluginNode } from '@himalia/contracts/spec';
import { keyOf, type PluginFacts, type Tokens } from '@himalia/core';

const keysOf = (tokens: Tokens): string[] => Object.values(tokens).map(keyOf);

/** The plugins as data: what each needs, gives and promises, and its state. */
export function pluginGraph(plugins: readonly PluginFacts[]): readonly PluginNode[] {
  return plugins.map(({ plugin, ...status }) => ({
    ...status,
    description: plugin.description,
    provides: plugin.provides ? keyOf(plugin.provides) : null,
    requires: keysOf(plugin.requires),
    optional: keysOf(plugin.optional),
    contracts: plugin.contracts.map(({ name, openapi, asyncapi }) => ({
      name,
      version: (openapi ?? asyncapi)?.info.version ?? '',
    })),
  }));
}
