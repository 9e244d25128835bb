import type { Document, Schema } from '@himalia/core';

export function record(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a `$ref` within the document points at; anything else as it is. */
export function follow(document: Document, value: unknown): Schema {
  const { $ref: reference } = record(value);
  if (typeof reference !== 'string') return record(value);
  const keys = reference.slice(2).split('/');
  return keys.reduce<Schema>(
    (part, key) => record(part[key.replaceAll('~1', '/').replaceAll('~0', '~')]),
    document as Schema,
  );
}
