import type { Document, Node } from './document-parts.ts';
import { follow, list, node } from './document-parts.ts';

/**
 * What happened to the values that a schema allows. `narrowed`: some are no longer allowed, which breaks those who send them;
 * `widened`: there are new ones, which breaks those who read them. `named`: a member that was allowed is described
 * now, which breaks nobody.
 */
export type SchemaChange = {
  readonly at: string;
  readonly kind: 'narrowed' | 'widened' | 'named';
  readonly what: string;
};
type Side = { readonly document: Document; readonly schema: unknown };

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const patterns = ['pattern', 'format', 'contentEncoding', 'contentMediaType'];
const combined = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

/** Every change between two schemas, each with the place in the value. */
export function compareSchemas(before: Side, after: Side, at = 'body'): readonly SchemaChange[] {
  return [...compare(before, after, at, new Set())];
}

function* compare(before: Side, after: Side, at: string, open: Set<string>): Iterable<SchemaChange> {
  const key = `${JSON.stringify(before.schema)} ${JSON.stringify(after.schema)}`;
  if (open.has(key)) return;
  const inside = new Set(open).add(key);
  const old = follow(before.document, before.schema);
  const now = follow(after.document, after.schema);
  yield* sets(at, 'type', typesOf(old), typesOf(now));
  yield* sets(at, 'values', valuesOf(old), valuesOf(now));
  yield* bounds(at, old, now);
  yield* texts(at, old, now);
  yield* members(before, after, at, inside);
  yield* extraMembers(at, old, now);
  const [others, othersNow] = [schemaOf(old.additionalProperties), schemaOf(now.additionalProperties)];
  yield* compare({ ...before, schema: others }, { ...after, schema: othersNow }, `${at}.*`, inside);
  if (old.items !== undefined || now.items !== undefined) {
    yield* compare({ ...before, schema: old.items ?? {} }, { ...after, schema: now.items ?? {} }, `${at}[]`, inside);
  }
  yield* combinations(before, after, at, inside);
}

/** True and false are judged elsewhere; both are compared as the schema of anything. */
function schemaOf(value: unknown): unknown {
  return typeof value === 'object' ? value : {};
}

/** All values of any type unless said. */
function typesOf({ type }: Node): ReadonlySet<string> | undefined {
  if (type === undefined) return undefined;
  const types = new Set((Array.isArray(type) ? type : [type]).map(String));
  return types.has('number') ? types.add('integer') : types;
}

function valuesOf(schema: Node): ReadonlySet<string> | undefined {
  const values = schema.enum ?? (Object.hasOwn(schema, 'const') ? [schema.const] : undefined);
  return Array.isArray(values) ? new Set(values.map((value) => JSON.stringify(value))) : undefined;
}

function* sets(
  at: string,
  what: string,
  old: ReadonlySet<string> | undefined,
  now: ReadonlySet<string> | undefined,
): Iterable<SchemaChange> {
  const gone = now ? (old ? [...old.difference(now)] : ['any']) : [];
  const come = old ? (now ? [...now.difference(old)] : ['any']) : [];
  if (gone.length > 0 && (old ?? now)) yield { at, kind: 'narrowed', what: `${what} lost ${gone.join(', ')}` };
  if (come.length > 0 && (old ?? now)) yield { at, kind: 'widened', what: `${what} gained ${come.join(', ')}` };
}

function* bounds(at: string, old: Node, now: Node): Iterable<SchemaChange> {
  for (const word of [...lower, ...upper]) {
    const none = lower.includes(word) ? -Infinity : Infinity;
    const [was, is] = [Number(old[word] ?? none), Number(now[word] ?? none)];
    if (was === is) continue;
    const kind = lower.includes(word) === is > was ? 'narrowed' : 'widened';
    yield { at, kind, what: `${word} ${old[word] ?? 'none'} became ${now[word] ?? 'none'}` };
  }
}

function* texts(at: string, old: Node, now: Node): Iterable<SchemaChange> {
  for (const word of patterns) {
    if (old[word] === now[word]) continue;
    const what = `${word} ${old[word] ?? 'none'} became ${now[word] ?? 'none'}`;
    if (now[word] !== undefined) yield { at, kind: 'narrowed', what };
    if (old[word] !== undefined) yield { at, kind: 'widened', what };
  }
}

function* members(before: Side, after: Side, at: string, open: Set<string>): Iterable<SchemaChange> {
  const old = follow(before.document, before.schema);
  const now = follow(after.document, after.schema);
  const [must, mustNow] = [new Set(list(old.required).map(String)), new Set(list(now.required).map(String))];
  for (const name of mustNow.difference(must)) yield { at, kind: 'narrowed', what: `'${name}' became required` };
  for (const name of must.difference(mustNow)) yield { at, kind: 'widened', what: `'${name}' is no longer required` };
  const [had, has] = [node(old.properties), node(now.properties)];
  for (const name of Object.keys(has)) {
    if (!Object.hasOwn(had, name)) yield { at, kind: 'named', what: `'${name}' is new` };
  }
  for (const name of Object.keys(had)) {
    // Who reads it misses it; who sends it is not heard.
    if (!Object.hasOwn(has, name)) {
      yield { at, kind: 'narrowed', what: `'${name}' is gone` };
      yield { at, kind: 'widened', what: `'${name}' is gone` };
    } else {
      yield* compare({ ...before, schema: had[name] }, { ...after, schema: has[name] }, `${at}.${name}`, open);
    }
  }
}

function* extraMembers(at: string, old: Node, now: Node): Iterable<SchemaChange> {
  const [closed, closedNow] = [old.additionalProperties === false, now.additionalProperties === false];
  if (closedNow && !closed) yield { at, kind: 'narrowed', what: 'other members are refused' };
  if (closed && !closedNow) yield { at, kind: 'widened', what: 'other members are allowed' };
}

/** Alternatives are compared one by one where their number is the same; another number may be anything. */
function* combinations(before: Side, after: Side, at: string, open: Set<string>): Iterable<SchemaChange> {
  const old = follow(before.document, before.schema);
  const now = follow(after.document, after.schema);
  for (const word of combined) {
    const [was, is] = [list(old[word]), list(now[word])];
    if (was.length !== is.length) {
      const what = `${word} had ${was.length} members and has ${is.length}`;
      yield { at, kind: 'narrowed', what };
      yield { at, kind: 'widened', what };
      continue;
    }
    for (const [index, schema] of was.entries()) {
      yield* compare({ ...before, schema }, { ...after, schema: is[index] }, `${at} (${word} ${index})`, open);
    }
  }
}
