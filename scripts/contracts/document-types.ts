import { comment, key, nameOf, type Schema, typeOf, union } from './schema-type.ts';

type Parameter = { name: string; in: string; required?: boolean; schema: Schema; description?: string };
type Document = {
  info: { title: string; version: string };
  paths?: Record<string, Record<string, unknown> & { parameters?: Parameter[] }>;
  channels?: Record<string, Schema>;
  operations?: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  components?: { schemas?: Record<string, Schema>; messages?: Record<string, { payload: Schema }> };
};
const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

function parametersIn(place: string, all: readonly Parameter[]): string {
  const mine = all.filter((parameter) => parameter.in === place);
  return typeOf({
    type: 'object',
    properties: Object.fromEntries(mine.map(({ name, schema, description }) => [name, { description, ...schema }])),
    required: mine.filter((p) => p.required || p.schema.default !== undefined).map((p) => p.name),
    additionalProperties: mine.length === 0 ? false : undefined,
  });
}

/** JSON and forms have their schema's type; any other media type is bytes. */
function media(content: Record<string, { schema?: Schema }> | undefined, bytes: string): string {
  if (!content) return 'undefined';
  return union(
    Object.entries(content).map(([type, { schema }]) =>
      (/\bjson$/.test(type) || type === 'application/x-www-form-urlencoded') && schema ? typeOf(schema) : bytes,
    ),
  );
}

type OperationSchema = {
  operationId: string;
  summary?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};

function operationType(operation: OperationSchema, shared: readonly Parameter[]): string {
  const parameters = [...shared, ...(operation.parameters ?? [])];
  const replies = Object.entries(operation.responses).map(
    ([status, response]) => `${status}: ${media(response.content, 'Bytes')}`,
  );
  const { requestBody } = operation;
  const body = requestBody
    ? media(requestBody.content, 'Readable') + (requestBody.required ? '' : ' | undefined')
    : 'undefined';
  return `  ${comment(operation.summary)}
  ${key(operation.operationId)}: {
    params: ${parametersIn('path', parameters)};
    query: ${parametersIn('query', parameters)};
    body: ${body};
    replies: { ${replies.join('; ')} };
  };`;
}

function operations(document: Document): string[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => {
        if (!(operation as OperationSchema).operationId) throw new Error(`${method} ${path} has no operationId`);
        return operationType(operation as OperationSchema, item.parameters ?? []);
      }),
  );
}

function channelType(document: Document, name: string, channel: Schema): string {
  const messages = (action: string): string =>
    union(
      Object.values(document.operations ?? {})
        .filter((operation) => operation.action === action && nameOf(operation.channel.$ref) === name)
        .flatMap((operation) => operation.messages)
        .map(({ $ref }) => payload(document, channel, nameOf($ref))),
    );
  const parameters = Object.entries(
    (channel.parameters ?? {}) as Record<string, { readonly enum?: readonly string[] }>,
  );
  const params = parameters
    .map(
      ([parameter, { enum: values }]) =>
        `readonly ${key(parameter)}: ${typeOf({ type: 'string', ...(values && { enum: values }) })}`,
    )
    .join('; ');
  const query = channel['x-query'] ? typeOf(channel['x-query'] as Schema) : '{}';
  return `  ${comment(channel.summary)}
  ${key(name)}: { params: { ${params} }; query: ${query}; receive: ${messages('receive')}; send: ${messages('send')} };`;
}

function payload(document: Document, channel: Schema, name: string): string {
  const message = (channel.messages as Record<string, { $ref?: string; payload?: Schema }>)[name];
  const target = message?.$ref ? document.components?.messages?.[nameOf(message.$ref)] : message;
  if (!target?.payload) throw new Error(`message ${name} has no payload`);
  return target.payload.contentMediaType === 'application/octet-stream' ? 'Uint8Array' : typeOf(target.payload);
}

function schemas(document: Document | undefined): [string, string][] {
  return Object.entries(document?.components?.schemas ?? {}).map(([name, schema]) => [
    name,
    `${comment(schema.description).trim()}\nexport type ${name} = ${typeOf(schema)};`,
  ]);
}

/** The types of a component's documents: named schemas, `Operations` and `Channels`. */
export function documentTypes(openapi: Document | undefined, asyncapi: Document | undefined): string {
  const named = new Map([...schemas(openapi), ...schemas(asyncapi)]);
  const written = [openapi, asyncapi].flatMap((d) => (d ? `${d.info.title} ${d.info.version}` : [])).join(' and ');
  const body = [
    ...named.values(),
    'export interface Operations {',
    ...(openapi ? operations(openapi) : []),
    '}',
    'export interface Channels {',
    ...Object.entries(asyncapi?.channels ?? {}).map(([name, channel]) =>
      channelType(asyncapi as Document, name, channel),
    ),
    '}',
  ].join('\n');
  const bytes = /[:|] Bytes\b/.test(body) ? "import type { Bytes } from '../../http/index.ts';\n" : '';
  const readable = /[:|] Readable\b/.test(body) ? "import type { Readable } from 'node:stream';\n" : '';
  return `// Generated from ${written}; edit the document, not this file.\n${bytes}${readable}${body}\n`;
}
