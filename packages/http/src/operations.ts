import { type AnyContract, type Code, DiagnosticError, type Route, routesOf, type Schema } from '@himalia/core';
import { tailOf } from './paths.ts';

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
  /** The `operationId`. */
  readonly id: string;
  readonly route: Route;
  /** The path parameter that matches many segments. */
  readonly tail: string | undefined;
  readonly permission: Permission;
  readonly page: boolean;
  readonly checksXsrf: boolean;
  readonly sameSite: boolean;
  /** False: asking it does not count as activity, such as asking whether there was any. */
  readonly tracksActivity: boolean;
  readonly maxBody: number;
  readonly keepsRawBody: boolean;
  /** The member of a JSON body whose text is handed over as bytes where it is long. */
  readonly longText: string | undefined;
  /** `stream`: neither JSON nor a form; the handler gets it as it arrives. */
  readonly bodyType: 'json' | 'form' | 'stream' | undefined;
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

const defaultMaxBody = 1024 * 1024;

/** The documents and what a plugin serves do not fit. */
export function refused(code: Code, message: string, hint: string): DiagnosticError {
  return new DiagnosticError([{ code, message, hint, plugins: [], tokens: [] }]);
}

export function permissionOf(schema: Schema, where: string): Permission {
  const permission = schema['x-permission'];
  if (permission === 'none' || permission === 'login') return permission;
  if (typeof permission === 'object' && permission !== null && 'resource' in permission && 'action' in permission)
    return permission as Permission;
  throw refused(
    'E_NO_CONTRACT',
    `${where} does not say who may call it.`,
    'Give it x-permission: none, login or {resource, action}.',
  );
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
  if (types.some((type) => /\bjson$/.test(type))) return 'json';
  return types.includes('application/x-www-form-urlencoded') ? 'form' : 'stream';
}

function repliesOf(responses: Readonly<Record<string, { content?: Content }>>): ReadOperation['replies'] {
  return new Map(
    Object.entries(responses).map(([status, { content = {} }]) => {
      const json = Object.entries(content).find(([type]) => /\bjson$/.test(type));
      return [Number(status), { schema: json?.[1].schema, mediaTypes: Object.keys(content) }];
    }),
  );
}

function read(route: Route, operation: Schema, shared: readonly Parameter[]): ReadOperation {
  const parameters = [...shared, ...((operation.parameters ?? []) as Parameter[])];
  const requestBody = operation.requestBody as { content: Content; required?: boolean } | undefined;
  const bodyType = bodyTypeOf(requestBody?.content);
  return {
    contract: route.contract,
    id: route.id,
    route,
    tail: tailOf(route),
    permission: permissionOf(operation, `${route.contract}: ${route.id}`),
    page: operation['x-page'] === true,
    checksXsrf: operation['x-no-xsrf'] !== true,
    sameSite: operation['x-same-site'] === true,
    tracksActivity: operation['x-no-activity'] !== true,
    maxBody: (operation['x-max-body'] as number | undefined) ?? defaultMaxBody,
    keepsRawBody: operation['x-raw-body'] === true,
    longText: operation['x-long-text'] as string | undefined,
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
  const routes = routesOf({ name, ...(openapi && { openapi }) });
  return routes.map((route) => {
    const item = openapi?.paths?.[route.path] ?? {};
    return read(route, item[route.method.toLowerCase()] as Schema, (item.parameters ?? []) as Parameter[]);
  });
}

/** A channel of an AsyncAPI document, read once. */
export type ReadChannel = {
  readonly contract: string;
  /** The channel's name. */
  readonly id: string;
  readonly route: Route;
  readonly tail: string | undefined;
  readonly permission: Permission;
  readonly params: Schema;
  readonly query: Schema;
};

export function channelsOf({ name: contract, asyncapi }: AnyContract): ReadChannel[] {
  const routes = new Map(routesOf({ name: contract, ...(asyncapi && { asyncapi }) }).map((route) => [route.id, route]));
  return Object.entries(asyncapi?.channels ?? {}).map(([name, channel]) => {
    const parameters = Object.entries(
      (channel.parameters ?? {}) as Record<string, { readonly enum?: readonly string[] }>,
    );
    const route = routes.get(name) as Route;
    return {
      contract,
      id: name,
      route,
      tail: tailOf(route),
      permission: permissionOf(channel, `${contract}: channel ${name}`),
      params: {
        type: 'object',
        properties: Object.fromEntries(
          parameters.map(([parameter, { enum: values }]) => [
            parameter,
            { type: 'string', ...(values && { enum: values }) },
          ]),
        ),
      },
      query: (channel['x-query'] as Schema | undefined) ?? { type: 'object' },
    };
  });
}
