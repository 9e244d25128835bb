import type { AnyContract, Schema } from '@himalia/core';

/** Who may call: anybody, any authenticated user, or users allowed an action on a resource. */
export type Permission = 'none' | 'login' | { readonly resource: string; readonly action: string };

type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema: Schema;
  'x-tail'?: boolean;
};

/** An operation of an OpenAPI document, read once. */
export type ReadOperation = {
  readonly contract: string;
  readonly operationId: string;
  readonly method: string;
  /** As the document has it: `/api/contents/{path}`. */
  readonly path: string;
  /** The path parameter that matches many segments. */
  readonly tail: string | undefined;
  readonly permission: Permission;
  readonly page: boolean;
  readonly checksXsrf: boolean;
  readonly maxBody: number;
  readonly keepsRawBody: boolean;
  readonly bodyType: 'json' | 'form' | undefined;
  readonly bodyRequired: boolean;
  readonly params: Schema;
  readonly query: Schema;
  readonly body: Schema | undefined;
  /** By status; undefined where the reply has no JSON schema. */
  readonly replies: ReadonlyMap<
    number,
    { readonly schema: Schema | undefined; readonly mediaTypes: readonly string[] }
  >;
};

const methods = new Set(['get', 'put', 'post', 'delete', 'patch']);
const defaultMaxBody = 1024 * 1024;

/** A document's rule that the generator cannot see is broken. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

export function permissionOf(schema: Schema, where: string): Permission {
  const permission = schema['x-permission'];
  if (permission === 'none' || permission === 'login') return permission;
  if (typeof permission === 'object' && permission !== null && 'resource' in permission && 'action' in permission)
    return permission as Permission;
  throw new ContractError(`${where} has no x-permission: none, login or {resource, action}`);
}

function objectOf(place: string, parameters: readonly Parameter[]): Schema {
  const mine = parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    properties: Object.fromEntries(mine.map(({ name, schema }) => [name, schema])),
    required: mine.filter((parameter) => parameter.required).map(({ name }) => name),
  };
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

function bodyTypeOf(content: Content | undefined): ReadOperation['bodyType'] {
  const types = Object.keys(content ?? {});
  if (types.length === 0) return undefined;
  if (types.some((type) => /json$/.test(type))) return 'json';
  return 'form';
}

function repliesOf(responses: Readonly<Record<string, { content?: Content }>>): ReadOperation['replies'] {
  return new Map(
    Object.entries(responses).map(([status, { content = {} }]) => {
      const json = Object.entries(content).find(([type]) => /json$/.test(type));
      return [Number(status), { schema: json?.[1].schema, mediaTypes: Object.keys(content) }];
    }),
  );
}

function read(
  contract: string,
  path: string,
  method: string,
  operation: Schema,
  shared: readonly Parameter[],
): ReadOperation {
  const parameters = [...shared, ...((operation.parameters ?? []) as Parameter[])];
  const requestBody = operation.requestBody as { content: Content; required?: boolean } | undefined;
  const bodyType = bodyTypeOf(requestBody?.content);
  return {
    contract,
    operationId: operation.operationId as string,
    method: method.toUpperCase(),
    path,
    tail: parameters.find((parameter) => parameter['x-tail'])?.name,
    permission: permissionOf(operation, `${contract}: ${operation.operationId}`),
    page: operation['x-page'] === true,
    checksXsrf: operation['x-no-xsrf'] !== true,
    maxBody: (operation['x-max-body'] as number | undefined) ?? defaultMaxBody,
    keepsRawBody: operation['x-raw-body'] === true,
    bodyType,
    bodyRequired: requestBody?.required === true,
    params: objectOf('path', parameters),
    query: objectOf('query', parameters),
    body: Object.values(requestBody?.content ?? {})[0]?.schema,
    replies: repliesOf(operation.responses as Readonly<Record<string, { content?: Content }>>),
  };
}

/** The operations of a contract's OpenAPI document. */
export function operationsOf({ name, openapi }: AnyContract): ReadOperation[] {
  return Object.entries(openapi?.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) =>
        read(name, path, method, operation as Schema, (item.parameters ?? []) as Parameter[]),
      ),
  );
}

/** A channel of an AsyncAPI document, read once. */
export type ReadChannel = {
  readonly contract: string;
  readonly name: string;
  readonly path: string;
  readonly permission: Permission;
  readonly params: Schema;
  readonly query: Schema;
};

export function channelsOf({ name: contract, asyncapi }: AnyContract): ReadChannel[] {
  return Object.entries(asyncapi?.channels ?? {}).map(([name, channel]) => {
    const parameters = Object.keys((channel.parameters ?? {}) as object);
    return {
      contract,
      name,
      path: channel.address as string,
      permission: permissionOf(channel, `${contract}: channel ${name}`),
      params: {
        type: 'object',
        properties: Object.fromEntries(parameters.map((parameter) => [parameter, { type: 'string' }])),
      },
      query: (channel['x-query'] as Schema | undefined) ?? { type: 'object' },
    };
  });
}
