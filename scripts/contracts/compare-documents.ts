import { compareSchemas } from './compare-schemas.ts';
import { type Document, entries, follow, list, type Node, node } from './document-parts.ts';

/** `breaking`: a client that kept to the old document may fail. `additive`: none does. `wording`: nothing but texts. */
export type Level = 'breaking' | 'additive' | 'wording';
export type Change = { readonly level: Level; readonly what: string };
type Pair = { readonly before: Document; readonly after: Document };

const breaking = (what: string): Change => ({ level: 'breaking', what });
const additive = (what: string): Change => ({ level: 'additive', what });
const methods = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];

/** Everything that changed between two versions of an OpenAPI or AsyncAPI document. */
export function compareDocuments(before: Document, after: Document): readonly Change[] {
  const pair = { before, after };
  const changes = [
    ...compareMembers(operationsOf(before), operationsOf(after), (id, old, now) => operation(pair, id, old, now)),
    ...compareMembers(channelsOf(before), channelsOf(after), (id, old, now) => channel(pair, id, old, now)),
  ];
  if (changes.length > 0 || sameBut(before, after)) return changes;
  return [{ level: 'wording', what: 'texts or examples changed' }];
}

/** The version apart. */
function sameBut(before: Document, after: Document): boolean {
  const text = (document: Document): string =>
    JSON.stringify({ ...document, info: { ...node(document.info), version: '' } });
  return text(before) === text(after);
}

type Members = ReadonlyMap<string, Node>;

function* compareMembers(
  old: Members,
  now: Members,
  both: (id: string, old: Node, now: Node) => Iterable<Change>,
): Iterable<Change> {
  for (const [id, member] of old) {
    const other = now.get(id);
    if (other) yield* both(id, member, other);
    else yield breaking(`${id} is gone`);
  }
  for (const id of now.keys()) if (!old.has(id)) yield additive(`${id} is new`);
}

/** By method and path, the names of parameters left out: they are not on the wire. */
function operationsOf(document: Document): Members {
  const all = entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      if (!Object.hasOwn(item, method)) return [];
      const operation = node(item[method]);
      const parameters = [...list(item.parameters), ...list(operation.parameters)];
      return [[`${method.toUpperCase()} ${path}`, { ...operation, parameters }] as const];
    }),
  );
  return new Map(all);
}

function channelsOf(document: Document): Members {
  return new Map(entries(document.channels).map(([id, channel]) => [`WebSocket ${channel.address ?? id}`, channel]));
}

function* operation(pair: Pair, id: string, old: Node, now: Node): Iterable<Change> {
  yield* sameRules(id, old, now);
  yield* parameters(pair, id, old, now);
  yield* body(pair, id, old, now);
  yield* replies(pair, id, old, now);
}

/** What is not a schema: who may, how it is called in code, how large a body may be. */
function* sameRules(id: string, old: Node, now: Node): Iterable<Change> {
  for (const word of ['operationId', 'x-permission', 'x-page', 'address']) {
    if (JSON.stringify(old[word]) !== JSON.stringify(now[word])) yield breaking(`${id}: ${word} changed`);
  }
  const [was, is] = [Number(old['x-max-body'] ?? 0), Number(now['x-max-body'] ?? 0)];
  if (is < was) yield breaking(`${id}: takes smaller bodies`);
  if (is > was) yield additive(`${id}: takes larger bodies`);
}

function parametersOf(document: Document, { parameters: all }: Node): Members {
  return new Map(
    list(all).map((value) => {
      const parameter = follow(document, value);
      return [`${parameter.in} parameter '${parameter.name}'`, parameter];
    }),
  );
}

function* parameters(pair: Pair, id: string, old: Node, now: Node): Iterable<Change> {
  const [had, has] = [parametersOf(pair.before, old), parametersOf(pair.after, now)];
  for (const [name, parameter] of had) {
    const other = has.get(name);
    if (other) yield* parameterChanges(pair, `${id}: ${name}`, parameter, other);
    else yield breaking(`${id}: ${name} is gone`);
  }
  for (const [name, { required }] of has) {
    if (had.has(name)) continue;
    yield (required ? breaking : additive)(`${id}: ${name} is new${required ? ' and required' : ''}`);
  }
}

function* parameterChanges({ before, after }: Pair, at: string, old: Node, now: Node): Iterable<Change> {
  if (now.required && !old.required) yield breaking(`${at} became required`);
  if (old.required && !now.required) yield additive(`${at} is no longer required`);
  if (old['x-tail'] !== now['x-tail']) yield breaking(`${at} matches other paths`);
  yield* request(at, 'value', { document: before, schema: old.schema }, { document: after, schema: now.schema });
}

type Side = { readonly document: Document; readonly schema: unknown };

/** Servers read it: what they no longer take breaks clients. */
function* request(id: string, at: string, old: Side, now: Side): Iterable<Change> {
  for (const { at: place, kind, what } of compareSchemas(old, now, at))
    yield (kind === 'narrowed' ? breaking : additive)(`${id}: ${place}: ${what}`);
}

/** Clients read it: what they have not seen before breaks them. */
function* reply(id: string, at: string, old: Side, now: Side): Iterable<Change> {
  for (const { at: place, kind, what } of compareSchemas(old, now, at))
    yield (kind === 'widened' ? breaking : additive)(`${id}: ${place}: ${what}`);
}

function* body({ before, after }: Pair, id: string, old: Node, now: Node): Iterable<Change> {
  const [had, has] = [node(old.requestBody), node(now.requestBody)];
  if (has.required && !had.required) yield breaking(`${id}: the body became required`);
  if (had.required && !has.required) yield additive(`${id}: the body is no longer required`);
  const content = new Map(entries(has.content));
  for (const [type, media] of entries(had.content)) {
    const other = content.get(type);
    if (!other) yield breaking(`${id}: bodies of type ${type} are no longer taken`);
    else
      yield* request(id, 'body', { document: before, schema: media.schema }, { document: after, schema: other.schema });
  }
  for (const type of content.keys()) {
    if (!Object.hasOwn(node(had.content), type)) yield additive(`${id}: bodies of type ${type} are taken`);
  }
}

function* replies({ before, after }: Pair, id: string, old: Node, now: Node): Iterable<Change> {
  const [had, has] = [new Map(entries(old.responses)), new Map(entries(now.responses))];
  for (const [status, answer] of had) {
    const other = has.get(status);
    // An error that no longer happens harms nobody.
    if (!other) yield (status < '400' ? breaking : additive)(`${id}: ${status} is gone`);
    else yield* answers({ before, after }, `${id} ${status}`, answer, other);
  }
  for (const [status, answer] of has) {
    const harmless = status >= '400' || isAskedFor(answer);
    if (!had.has(status)) yield (harmless ? additive : breaking)(`${id}: ${status} is new`);
  }
}

/** Given to those clients only that ask for it, by `Accept` or `Prefer`. */
function isAskedFor(part: Node): boolean {
  return part['x-asked'] === true;
}

function* answers({ before, after }: Pair, id: string, old: Node, now: Node): Iterable<Change> {
  const content = new Map(entries(now.content));
  for (const [type, media] of entries(old.content)) {
    const other = content.get(type);
    if (!other) yield breaking(`${id}: answers of type ${type} are gone`);
    else
      yield* reply(id, 'body', { document: before, schema: media.schema }, { document: after, schema: other.schema });
  }
  for (const [type, media] of content) {
    if (Object.hasOwn(node(old.content), type)) continue;
    yield (isAskedFor(media) ? additive : breaking)(`${id}: answers may have the type ${type}`);
  }
}

/** The payloads of a channel in one direction: `receive` is what the server reads. */
function messagesOf(document: Document, action: 'receive' | 'send', channelId: string): Members {
  const all = entries(document.operations).filter(
    ([, operation]) => operation.action === action && String(node(operation.channel).$ref).endsWith(`/${channelId}`),
  );
  const references = all.flatMap(([, operation]) => list(operation.messages).map((message) => node(message).$ref));
  return new Map(
    references.map((reference) => {
      const name = String(reference).split('/').at(-1) ?? '';
      return [`message '${name}'`, follow(document, follow(document, { $ref: reference }))];
    }),
  );
}

function idOf(document: Document, channel: Node): string {
  return entries(document.channels).find(([, candidate]) => candidate.address === channel.address)?.[0] ?? '';
}

function* channel(pair: Pair, id: string, old: Node, now: Node): Iterable<Change> {
  yield* sameRules(id, old, now);
  yield* request(
    id,
    'query',
    { document: pair.before, schema: old['x-query'] ?? {} },
    { document: pair.after, schema: now['x-query'] ?? {} },
  );
  for (const action of ['receive', 'send'] as const) {
    const had = messagesOf(pair.before, action, idOf(pair.before, old));
    const has = messagesOf(pair.after, action, idOf(pair.after, now));
    yield* messages(pair, `${id} (${action})`, action, had, has);
  }
}

function* messages(
  { before, after }: Pair,
  id: string,
  action: 'receive' | 'send',
  had: Members,
  has: Members,
): Iterable<Change> {
  const rule = action === 'receive' ? request : reply;
  for (const [name, message] of had) {
    const other = has.get(name);
    if (!other) yield breaking(`${id}: ${name} is gone`);
    else
      yield* rule(id, name, { document: before, schema: message.payload }, { document: after, schema: other.payload });
  }
  for (const name of has.keys()) {
    if (!had.has(name)) yield (action === 'receive' ? additive : breaking)(`${id}: ${name} is new`);
  }
}
