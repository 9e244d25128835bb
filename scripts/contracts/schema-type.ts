/** A JSON Schema as YAML gives it. */
export type Schema = { readonly [keyword: string]: unknown };

/** Keywords that narrow values without changing their TypeScript type; an unknown one is an error. */
const narrowing = new Set(
  'title format default example examples minimum maximum minLength maxLength minItems maxItems uniqueItems pattern required deprecated contentEncoding contentMediaType readOnly writeOnly minProperties maxProperties propertyNames exclusiveMinimum patternProperties'.split(
    ' ',
  ),
);
const identifier = /^[A-Za-z_$][\w$]*$/;
const primitives: Readonly<Record<string, string>> = {
  integer: 'number',
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  null: 'null',
};

export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
export const key = (name: string): string => (identifier.test(name) ? name : JSON.stringify(name));
export const union = (types: readonly string[]): string => [...new Set(types)].join(' | ') || 'never';

export function comment(text: unknown): string {
  return typeof text === 'string'
    ? `/** ${text
        .trim()
        .replaceAll('*/', '*')
        .replaceAll(/\s*\n\s*/g, ' ')} */ `
    : '';
}

function members(schema: Schema): string[] {
  const required = new Set(schema.required as string[] | undefined);
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(
    ([name, property]) =>
      `${comment(property.description)}readonly ${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(property)}`,
  );
}

function objectType(schema: Schema): string {
  const fields = members(schema);
  const rest = schema.additionalProperties;
  if (fields.length === 0)
    return rest === undefined || rest === true
      ? 'Readonly<Record<string, unknown>>'
      : rest === false
        ? '{}'
        : `Readonly<Record<string, ${typeOf(rest as Schema)}>>`;
  if (rest !== undefined && rest !== false) fields.push('readonly [name: string]: unknown');
  return `{ ${fields.join('; ')} }`;
}

function arrayType(schema: Schema): string {
  const tuple = schema.prefixItems as Schema[] | undefined;
  if (!tuple) return `readonly (${typeOf((schema.items as Schema | undefined) ?? true)})[]`;
  const open = schema.items === false ? '' : ', ...unknown[]';
  return `readonly [${tuple.map(typeOf).join(', ')}${open}]`;
}

function typesNamed(schema: Schema): string {
  const named = schema.type ?? (schema.properties || schema.additionalProperties ? 'object' : undefined);
  if (named === undefined) return 'unknown';
  return union(
    [named as string | string[]].flat().map((type) => {
      if (type === 'object') return objectType(schema);
      if (type === 'array') return arrayType(schema);
      return primitives[type] ?? fail(`unknown type ${type}`, schema);
    }),
  );
}

function fail(problem: string, schema: Schema): never {
  throw new Error(`${problem} in ${JSON.stringify(schema).slice(0, 200)}`);
}

const structural = new Set(
  'description $ref enum const oneOf anyOf allOf type properties additionalProperties items prefixItems'.split(' '),
);

/** The TypeScript type of a JSON Schema 2020-12, with `$ref` to `components.schemas` by name. */
export function typeOf(schema: Schema | boolean): string {
  if (schema === true) return 'unknown';
  if (schema === false) return 'never';
  const odd = Object.keys(schema).find(
    (word) => !structural.has(word) && !narrowing.has(word) && !word.startsWith('x-'),
  );
  if (odd) fail(`unknown keyword ${odd}`, schema);
  if (schema.$ref) return nameOf(schema.$ref as string);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return union((schema.enum as unknown[]).map((value) => JSON.stringify(value)));
  const some = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined;
  if (some) return union(some.map((one) => `(${typeOf(one)})`));
  const all = schema.allOf as Schema[] | undefined;
  if (all) return all.map((one) => `(${typeOf(one)})`).join(' & ');
  return typesNamed(schema);
}
