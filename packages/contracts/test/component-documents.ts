import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A part of a document, as YAML gives it. */
export type Node = { readonly [keyword: string]: unknown };
export type Component = { readonly name: string; readonly openapi?: Node; readonly asyncapi?: Node };

const source = join(import.meta.dirname, '../src');

function read(component: string, file: string): Node | undefined {
  const path = join(source, component, file);
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as Node) : undefined;
}

/** Every component that has a document, by name. */
export function components(): readonly Component[] {
  return readdirSync(source)
    .toSorted()
    .flatMap((name) => {
      const openapi = read(name, 'openapi.yaml');
      const asyncapi = read(name, 'asyncapi.yaml');
      return openapi || asyncapi ? [{ name, ...(openapi && { openapi }), ...(asyncapi && { asyncapi }) }] : [];
    });
}

export function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

export function nodes(value: unknown): readonly (readonly [string, Node])[] {
  return Object.entries(node(value)).map(([name, member]) => [name, node(member)]);
}

/** What a `$ref` within the document points at; anything else as it is. */
export function follow(document: Node, value: unknown): Node {
  const { $ref: reference } = node(value);
  if (typeof reference !== 'string') return node(value);
  const keys = reference.slice(2).split('/');
  return keys.reduce<Node>((part, key) => node(part[key.replaceAll('~1', '/').replaceAll('~0', '~')]), document);
}

const methods: readonly string[] = ['get', 'put', 'post', 'patch', 'delete'];

/** Every operation of an OpenAPI document, with the parameters of its path. */
export function operations(document: Node): readonly Node[] {
  return nodes(document.paths).flatMap(([, item]) =>
    nodes(item).flatMap(([method, operation]) => (methods.includes(method) ? [operation] : [])),
  );
}

/** Examples of a schema itself, of the schema it names, or of the elements of an array. */
export function schemaExamples(document: Node, schema: Node): readonly unknown[] {
  const followed = follow(document, schema);
  if (Array.isArray(followed.examples)) return followed.examples;
  return followed.items ? schemaExamples(document, node(followed.items)).map((example) => [example]) : [];
}

/** Examples of a media type, wherever they stand. */
export function mediaExamples(document: Node, media: Node): readonly unknown[] {
  if (media.example !== undefined) return [media.example];
  const named = nodes(media.examples).map(([, example]) => example.value);
  return named.length > 0 ? named : schemaExamples(document, node(media.schema));
}
