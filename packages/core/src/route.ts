import type { AnyContract, Document, Schema } from './contract.ts';

export type Segment =
  | { readonly kind: 'static'; readonly text: string }
  /** One segment: all of it, or with literal text around the parameters, whose names are dropped from `text`. */
  | { readonly kind: 'pattern'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  /** Any number of segments, also none (`x-tail: true`). */
  | { readonly kind: 'tail'; readonly name: string };

/** One method and path that a contract promises. */
export type Route = {
  readonly contract: string;
  /** The `operationId`, or the channel's name. */
  readonly id: string;
  /** Upper case. A channel is a GET: that is how a WebSocket begins. */
  readonly method: string;
  /** As the document has it. */
  readonly path: string;
  readonly segments: readonly Segment[];
};

const methods: readonly string[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The operations of a contract's OpenAPI document. */
export function operationRoutes({ name, openapi }: AnyContract): readonly Route[] {
  if (!openapi) return [];
  return Object.entries(openapi.paths ?? {}).flatMap(([path, item]) => {
    const present = methods.filter((method) => Object.hasOwn(item, method));
    return present.map((method) => {
      const operation = record(item[method]);
      const tails = tailsOf(openapi, [...list(item.parameters), ...list(operation.parameters)]);
      const id = String(operation.operationId ?? `${method} ${path}`);
      return { contract: name, id, method: method.toUpperCase(), path, segments: segmentsOf(path, tails) };
    });
  });
}

/** The channels of a contract's AsyncAPI document. */
export function channelRoutes({ name, asyncapi }: AnyContract): readonly Route[] {
  if (!asyncapi) return [];
  return Object.entries(asyncapi.channels ?? {}).map(([id, channel]) => {
    const path = String(channel.address ?? id);
    const parameters = Object.entries(record(channel.parameters));
    const named = parameters.map(([parameter, schema]) => ({ name: parameter, ...target(asyncapi, schema) }));
    return { contract: name, id, method: 'GET', path, segments: segmentsOf(path, tailsOf(asyncapi, named)) };
  });
}

export function routesOf(contract: AnyContract): readonly Route[] {
  return [...operationRoutes(contract), ...channelRoutes(contract)];
}

function tailsOf(document: Document, parameters: readonly unknown[]): ReadonlySet<string> {
  const read = parameters.map((parameter) => target(document, parameter));
  return new Set(read.filter((parameter) => parameter['x-tail'] === true).map((parameter) => String(parameter.name)));
}

/** Outer and doubled slashes do not count. */
function segmentsOf(path: string, tails: ReadonlySet<string>): readonly Segment[] {
  return path
    .split('/')
    .filter(Boolean)
    .map((text): Segment => {
      const name = /^\{([^{}]+)\}$/.exec(text)?.[1];
      if (name !== undefined) return { kind: tails.has(name) ? 'tail' : 'parameter', name };
      const unnamed = text.replaceAll(/\{[^{}]+\}/g, '{}');
      return { kind: unnamed === text ? 'static' : 'pattern', text: unnamed };
    });
}

/** What a `$ref` into the same document points at; the value itself when it is none. */
function target(document: Document, value: unknown): Schema {
  const { $ref: reference } = record(value);
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return record(value);
  const keys = reference
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce((schema, key) => record(schema[key]), document as Schema);
}

function record(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
