import type { Described } from '@himalia/contracts/spec';
import type { AnyContract, Schema } from '@himalia/core';

type Components = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One OpenAPI document of many: paths together, names of components prefixed by their contract's. */
export function joinedDocument(contracts: readonly AnyContract[], baseUrl: string, version: string): Described {
  const documents = contracts.flatMap(({ name, openapi }) => (openapi ? [prefixed(name, openapi)] : []));
  const paths: Record<string, Schema> = {};
  const components: Record<string, Record<string, unknown>> = {};
  for (const document of documents) {
    for (const [path, item] of Object.entries(document.paths ?? {})) paths[path] = { ...paths[path], ...item };
    for (const [kind, named] of Object.entries(document.components ?? {}))
      components[kind] = { ...components[kind], ...named };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Jupyter Server API', description: 'What this Himalia serves.', version },
    servers: [{ url: baseUrl === '/' ? '/' : baseUrl.slice(0, -1) }],
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components,
  };
}

type Prefixed = { readonly paths?: Readonly<Record<string, Schema>>; readonly components?: Components };

function prefixed(name: string, document: Schema): Prefixed {
  const text = JSON.stringify({ paths: document.paths, components: document.components });
  const parsed = JSON.parse(text.replaceAll(/"#\/components\/(\w+)\//g, `"#/components/$1/${name}.`)) as Prefixed;
  const components = Object.entries(parsed.components ?? {}).map(([kind, named]) => [
    kind,
    Object.fromEntries(Object.entries(named).map(([key, value]) => [`${name}.${key}`, value])),
  ]);
  return { ...parsed, components: Object.fromEntries(components) };
}
