/** Every place of every contract where a client's text goes in: read from the documents, so that a new one is not forgotten. */
import { contracts, follow, operationsOf, type PromisedOperation, record } from '@himalia/conformance';
import type { Answer, DefendedServer } from './defended-server.ts';

export const operations: readonly PromisedOperation[] = contracts.flatMap(operationsOf);
const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
export const unsafeOperations: readonly PromisedOperation[] = operations.filter(({ method }) => unsafe.has(method));

export type Channel = { readonly id: string; readonly address: string };
export const channels: readonly Channel[] = contracts.flatMap(({ name, asyncapi }) =>
  Object.entries(asyncapi?.channels ?? {}).map(([id, { address }]) => ({
    id: `${name}/${id}`,
    address: String(address),
  })),
);

export type Place = {
  readonly operation: PromisedOperation;
  /** `path {path}`, `query next`, `body copy_from`. */
  readonly name: string;
  ask(server: DefendedServer, text: string): Promise<Answer>;
};

/** A notebook of the root, which every operation on contents finds there. */
export const own = 'sub/own.ipynb';
/** Where an operation wants something else. */
const ownPaths: Readonly<Record<string, string>> = { createContents: 'sub' };

/** The path of an operation; parameters are `own`, the documents' examples, or `x`. Values are put in as they are. */
export function pathOf(
  { id, path, parameters }: PromisedOperation,
  values: Readonly<Record<string, string>> = {},
): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const example = parameters.find((parameter) => parameter.name === name)?.example ?? 'x';
    return values[name] ?? (name === 'path' ? (ownPaths[id] ?? own) : encodeURIComponent(example));
  });
}

/** Bodies that do something, where the least that a document allows does nothing. */
const bodies: Readonly<Record<string, object>> = {
  saveContents: { type: 'file', format: 'text', content: 'written' },
  createContents: { type: 'file' },
  renameContents: { path: 'sub/renamed.ipynb' },
  createSession: { path: own, type: 'notebook' },
  convertNotebook: { content: { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 } },
};

function jsonSchema({ document, operation }: PromisedOperation): Record<string, unknown> {
  const content = record(record(operation.requestBody).content);
  return follow(document, record(content['application/json']).schema);
}

/** A schema itself, or the first of several that it allows. */
function resolved(document: PromisedOperation['document'], given: unknown): Record<string, unknown> {
  const schema = follow(document, given);
  return Array.isArray(schema.oneOf) ? resolved(document, schema.oneOf[0]) : schema;
}

/** The least that a schema takes. */
function least(document: PromisedOperation['document'], given: unknown): unknown {
  const schema = resolved(document, given);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object')
    return Object.fromEntries(
      ((schema.required ?? []) as string[]).map((name) => [name, least(document, record(schema.properties)[name])]),
    );
  return { string: 'x', integer: 1, number: 1, boolean: true, array: [] }[String(type)] ?? {};
}

export function bodyOf(operation: PromisedOperation): Record<string, unknown> | undefined {
  if (operation.operation.requestBody === undefined) return undefined;
  return { ...record(least(operation.document, jsonSchema(operation))), ...bodies[operation.id] };
}

function takesText(schema: Record<string, unknown>): boolean {
  return [schema.type].flat().includes('string') && schema.enum === undefined && schema.const === undefined;
}

/** Paths of members that take text, two levels deep. */
function textMembers(document: PromisedOperation['document'], schema: Record<string, unknown>, depth = 0): string[][] {
  return Object.entries(record(schema.properties)).flatMap(([name, given]) => {
    const member = resolved(document, given);
    if (takesText(member)) return [[name]];
    return depth < 1 ? textMembers(document, member, depth + 1).map((rest) => [name, ...rest]) : [];
  });
}

function withMember(body: Record<string, unknown>, [name = '', ...rest]: readonly string[], text: string): object {
  return { ...body, [name]: rest.length === 0 ? text : withMember(record(body[name]), rest, text) };
}

function send(
  server: DefendedServer,
  { method }: PromisedOperation,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return server.ask(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Text in a header; in that of tus, as a value of its own encoding. */
function headerOf(name: string, text: string): string {
  return name === 'upload-metadata' ? `path ${Buffer.from(text).toString('base64')}` : encodeURI(text);
}

/** The text as the value of a query or a body: its percent encoding undone once, as the server does it in a path. */
function meant(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function exampleHeaders({ parameters }: PromisedOperation): Record<string, string> {
  const given = parameters.filter((parameter) => parameter.in === 'header' && parameter.example !== undefined);
  return Object.fromEntries(given.map(({ name, example = '' }) => [name, example]));
}

function placesOf(operation: PromisedOperation): readonly Place[] {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const inHeaders = operation.parameters.filter((parameter) => parameter.in === 'header');
  const body = bodyOf(operation);
  return [
    ...inPath.map(({ name }) => ({
      operation,
      name: `path {${name}}`,
      ask: (server: DefendedServer, text: string) => send(server, operation, pathOf(operation, { [name]: text }), body),
    })),
    ...inQuery.map(({ name }) => ({
      operation,
      name: `query ${name}`,
      ask: (server: DefendedServer, text: string) =>
        send(server, operation, `${pathOf(operation)}?${new URLSearchParams({ [name]: meant(text) })}`, body),
    })),
    ...inHeaders.map(({ name }) => ({
      operation,
      name: `header ${name}`,
      ask: (server: DefendedServer, text: string) =>
        send(server, operation, pathOf(operation), body, {
          ...exampleHeaders(operation),
          [name]: headerOf(name, meant(text)),
        }),
    })),
    ...textMembers(operation.document, jsonSchema(operation)).map((member) => ({
      operation,
      name: `body ${member.join('.')}`,
      ask: (server: DefendedServer, text: string) =>
        send(server, operation, pathOf(operation), withMember(body ?? {}, member, meant(text))),
    })),
  ];
}

export const places: readonly Place[] = operations.flatMap(placesOf);

/** Of the operations that a server has. */
export async function served(server: DefendedServer): Promise<(operation: PromisedOperation) => boolean> {
  const { paths } = JSON.parse((await server.ask('api/spec')).text);
  return ({ path, id, method }) => paths[path]?.[method.toLowerCase()]?.operationId === id;
}
