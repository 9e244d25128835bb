import type { PluginNode } from '@himalia/contracts/spec';

/** One plugin takes the service of another. */
export type Need = {
  readonly from: PluginNode;
  readonly to: PluginNode;
  readonly token: string;
  readonly optional: boolean;
};

/** Who takes whose service; a service that nobody gives has no need here. */
export function needsOf(plugins: readonly PluginNode[]): readonly Need[] {
  const providers = new Map(plugins.flatMap((plugin) => (plugin.provides ? [[plugin.provides, plugin] as const] : [])));
  const needs = (to: PluginNode, tokens: readonly string[], optional: boolean): readonly Need[] =>
    tokens.flatMap((token) => {
      const from = providers.get(token);
      return from ? [{ from, to, token, optional }] : [];
    });
  return plugins.flatMap((plugin) => [
    ...needs(plugin, plugin.requires, false),
    ...needs(plugin, plugin.optional, true),
  ]);
}

/** Columns for a drawing: each plugin stands right of everything that it takes. The list is in the order of needs. */
export function levelsOf(plugins: readonly PluginNode[]): readonly (readonly PluginNode[])[] {
  const needs = Map.groupBy(needsOf(plugins), ({ to }) => to);
  const level = new Map<PluginNode, number>();
  for (const plugin of plugins) {
    const before = (needs.get(plugin) ?? []).map(({ from }) => level.get(from) ?? 0);
    level.set(plugin, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  const columns = Map.groupBy(plugins, (plugin) => level.get(plugin) ?? 0);
  return [...columns.keys()].toSorted((a, b) => a - b).map((column) => columns.get(column) ?? []);
}
