import type { Described } from '@himalia/contracts/spec';
import type { AnyContract, Schema } from '@himalia/core';

type Named = Readonly<Record<string, unknown>>;
type Parts = {
  readonly channels?: Named;
  readonly operations?: Named;
  readonly components?: Readonly<Record<string, Named>>;
};

/** One AsyncAPI document of many; the names of components and channels are prefixed by their contract's. */
export function joinedChannels(contracts: readonly AnyContract[], version: string): Described {
  const parts = contracts.flatMap(({ name, asyncapi }) => (asyncapi ? [prefixed(name, asyncapi)] : []));
  const components: Record<string, Record<string, unknown>> = {};
  for (const part of parts) {
    for (const [kind, named] of Object.entries(part.components ?? {}))
      components[kind] = { ...components[kind], ...named };
  }
  return {
    asyncapi: '3.0.0',
    info: { title: 'Jupyter Server channels', description: 'The WebSockets of this Himalia.', version },
    channels: Object.assign({}, ...parts.map(({ channels }) => channels)),
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)),
    components,
  };
}

function prefixed(name: string, { channels, operations, components }: Schema): Parts {
  const text = JSON.stringify({ channels, operations, components });
  const parsed = JSON.parse(text.replaceAll(/"#\/(channels|components\/\w+)\//g, `"#/$1/${name}.`)) as Parts;
  const own = (named: Named = {}): Named =>
    Object.fromEntries(Object.entries(named).map(([key, value]) => [`${name}.${key}`, value]));
  const kinds = Object.entries(parsed.components ?? {}).map(([kind, named]) => [kind, own(named)]);
  return { channels: own(parsed.channels), operations: own(parsed.operations), components: Object.fromEntries(kinds) };
}
