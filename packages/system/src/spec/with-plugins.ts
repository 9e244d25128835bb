import type { AnyContract, Document, PluginFacts, Schema } from '@himalia/core';

const methods: readonly string[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The same contracts with `x-plugin` and `x-contract` at each operation and channel. */
export function withPlugins(
  contracts: readonly AnyContract[],
  plugins: readonly PluginFacts[],
): readonly AnyContract[] {
  return contracts.map((contract) => {
    const { name, openapi, asyncapi } = contract;
    const plugin = plugins.find((facts) => facts.plugin.contracts.some((promised) => promised.name === name))?.id;
    const facts = { 'x-plugin': plugin ?? null, 'x-contract': name };
    return {
      name,
      ...(openapi && { openapi: markedOperations(openapi, facts) }),
      ...(asyncapi && { asyncapi: { ...asyncapi, channels: marked(asyncapi.channels ?? {}, facts) } }),
    };
  });
}

function markedOperations(document: Document, facts: Schema): Document {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]): [string, Schema] => {
    const members = Object.entries(item).map(([key, value]) => {
      return [key, methods.includes(key) ? { ...(value as Schema), ...facts } : value];
    });
    return [path, Object.fromEntries(members)];
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

function marked(members: Readonly<Record<string, Schema>>, facts: Schema): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, { ...value, ...facts }]));
}
