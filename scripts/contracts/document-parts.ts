/** A part of a document. */
export type Node = { readonly [keyword: string]: unknown };
export type Document = Node;

export function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function entries(value: unknown): readonly (readonly [string, Node])[] {
  return Array.isArray(value) ? [] : Object.entries(node(value)).map(([name, member]) => [name, node(member)]);
}

/** What a `$ref` within the document points at; anything else as it is. */
export function follow(document: Document, value: unknown): Node {
  const { $ref: reference } = node(value);
  if (typeof reference !== 'string') return node(value);
  const keys = reference.slice(2).split('/');
  return keys.reduce<Node>((part, key) => node(part[key.replaceAll('~1', '/').replaceAll('~0', '~')]), document);
}
