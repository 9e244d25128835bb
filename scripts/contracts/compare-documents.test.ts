import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Change, compareDocuments } from './compare-documents.ts';
import { isAtLeast, nextVersion } from './version-step.ts';

const schema = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, size: { type: 'integer', minimum: 0 }, kind: { enum: ['a', 'b'] } },
};
const media = (value: object): object => ({ content: { 'application/json': { schema: value } } });
const operation = {
  operationId: 'saveThing',
  'x-permission': 'login',
  parameters: [{ name: 'q', in: 'query', schema: { type: 'string', maxLength: 10 } }],
  requestBody: media(schema),
  responses: { '200': { description: 'x', ...media(schema) }, '404': { description: 'x' } },
};
const documentOf = (own: object): Record<string, unknown> => ({
  openapi: '3.1.0',
  info: { title: 'T', version: '1.0.0' },
  paths: { '/things': { put: own } },
});
const changes = (after: object, before: object = operation): readonly Change[] =>
  compareDocuments(documentOf(before), documentOf(after));
const texts = (all: readonly Change[]): string[] => all.map(({ level, what }) => `${level} ${what}`);
const request = (change: object): object => ({ ...operation, requestBody: media({ ...schema, ...change }) });
const reply = (change: object): object => ({
  ...operation,
  responses: { ...operation.responses, '200': { description: 'x', ...media({ ...schema, ...change }) } },
});

test('nothing changed, or only the version: nothing to say', () => {
  assert.deepEqual(changes(operation), []);
  const raised = { ...documentOf(operation), info: { title: 'T', version: '1.0.1' } };
  assert.deepEqual(compareDocuments(documentOf(operation), raised), []);
});

test('texts and examples are wording', () => {
  assert.deepEqual(changes({ ...operation, summary: 'Saves it' }), [
    { level: 'wording', what: 'texts or examples changed' },
  ]);
});

test('operations and channels that go break, those that come do not', () => {
  const none = { ...documentOf(operation), paths: {} };
  assert.deepEqual(texts(compareDocuments(documentOf(operation), none)), ['breaking PUT /things is gone']);
  assert.deepEqual(texts(compareDocuments(none, documentOf(operation))), ['additive PUT /things is new']);
});

test('a request that becomes stricter breaks, a reply that becomes stricter does not', () => {
  const stricter: readonly object[] = [
    { required: ['name', 'size'] },
    { properties: { ...schema.properties, size: { type: 'integer', minimum: 1 } } },
    { properties: { ...schema.properties, kind: { enum: ['a'] } } },
    { properties: { ...schema.properties, name: { type: 'string', pattern: '^x' } } },
    { additionalProperties: false },
  ];
  for (const change of stricter) {
    assert.deepEqual(
      [...new Set(changes(request(change)).map(({ level }) => level))],
      ['breaking'],
      JSON.stringify(change),
    );
    assert.deepEqual(
      [...new Set(changes(reply(change)).map(({ level }) => level))],
      ['additive'],
      JSON.stringify(change),
    );
  }
});

test('a reply that becomes looser breaks, a request that becomes looser does not', () => {
  const looser: readonly object[] = [
    { required: [] },
    { properties: { ...schema.properties, name: { type: ['string', 'null'] } } },
    { properties: { ...schema.properties, kind: { enum: ['a', 'b', 'c'] } } },
    { properties: { ...schema.properties, size: { type: 'integer' } } },
  ];
  for (const change of looser) {
    assert.deepEqual(
      [...new Set(changes(reply(change)).map(({ level }) => level))],
      ['breaking'],
      JSON.stringify(change),
    );
    assert.deepEqual(
      [...new Set(changes(request(change)).map(({ level }) => level))],
      ['additive'],
      JSON.stringify(change),
    );
  }
});

test('a member that goes breaks both sides, a new optional one neither', () => {
  const { name, size } = schema.properties;
  for (const side of [request, reply]) {
    assert.ok(changes(side({ properties: { name, size } })).some(({ level }) => level === 'breaking'));
    const more = changes(side({ properties: { ...schema.properties, more: { type: 'string' } } }));
    assert.deepEqual(
      more.map(({ level }) => level),
      ['additive'],
    );
  }
});

test('parameters, permissions, bodies and statuses', () => {
  const cases: readonly [object, string][] = [
    [{ parameters: [] }, "breaking PUT /things: query parameter 'q' is gone"],
    [
      { parameters: [{ ...operation.parameters[0], required: true }] },
      "breaking PUT /things: query parameter 'q' became required",
    ],
    [
      { parameters: [{ name: 'q', in: 'query', schema: { type: 'string', maxLength: 5 } }] },
      "breaking PUT /things: query parameter 'q': value: maxLength 10 became 5",
    ],
    [
      { parameters: [...operation.parameters, { name: 'r', in: 'query', schema: {} }] },
      "additive PUT /things: query parameter 'r' is new",
    ],
    [{ 'x-permission': 'none' }, 'breaking PUT /things: x-permission changed'],
    [{ requestBody: { ...operation.requestBody, required: true } }, 'breaking PUT /things: the body became required'],
    [{ responses: { '200': operation.responses['200'] } }, 'additive PUT /things: 404 is gone'],
    [{ responses: { ...operation.responses, '201': {} } }, 'breaking PUT /things: 201 is new'],
    [{ responses: { ...operation.responses, '409': {} } }, 'additive PUT /things: 409 is new'],
  ];
  for (const [change, expected] of cases) assert.deepEqual(texts(changes({ ...operation, ...change })), [expected]);
});

test('references are followed, also in a circle', () => {
  const tree = (value: object): Record<string, unknown> => ({
    ...documentOf({ ...operation, requestBody: media({ $ref: '#/components/schemas/Tree' }) }),
    components: {
      schemas: {
        Tree: {
          type: 'object',
          properties: { value, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
        },
      },
    },
  });
  assert.deepEqual(texts(compareDocuments(tree({ type: 'string' }), tree({ type: ['string', 'null'] }))), [
    'additive PUT /things: body.value: type gained null',
  ]);
});

test('what a server sends over a channel may not grow, what it takes may', () => {
  const channels = (take: string[], give: string[]): Record<string, unknown> => {
    const refs = (names: string[]): object[] => names.map((name) => ({ $ref: `#/channels/c/messages/${name}` }));
    return {
      asyncapi: '3.0.0',
      info: { title: 'T', version: '1.0.0' },
      channels: {
        c: { address: '/c', messages: Object.fromEntries([...take, ...give].map((name) => [name, { payload: {} }])) },
      },
      operations: {
        r: { action: 'receive', channel: { $ref: '#/channels/c' }, messages: refs(take) },
        s: { action: 'send', channel: { $ref: '#/channels/c' }, messages: refs(give) },
      },
    };
  };
  const changed = compareDocuments(channels(['a'], ['b']), channels(['a', 'c'], ['b', 'd']));
  assert.deepEqual(texts(changed), [
    "additive WebSocket /c (receive): message 'c' is new",
    "breaking WebSocket /c (send): message 'd' is new",
  ]);
});

test('the version that must follow', () => {
  assert.deepEqual(
    (['breaking', 'additive', 'wording'] as const).map((level) => nextVersion('1.2.3', level)),
    ['2.0.0', '1.3.0', '1.2.4'],
  );
  assert.deepEqual(
    (['breaking', 'additive'] as const).map((level) => nextVersion('0.2.3', level)),
    ['0.3.0', '0.2.4'],
  );
  assert.deepEqual(
    [
      isAtLeast('1.3.0', '1.2.4'),
      isAtLeast('1.2.3', '1.2.4'),
      isAtLeast('2.0.0', '2.0.0'),
      isAtLeast('1.10.0', '1.9.0'),
    ],
    [true, false, true, true],
  );
});

test('an answer that only those get who ask for it breaks nobody', () => {
  const { responses } = operation;
  const lines = (asked: object): object => ({
    ...operation,
    responses: {
      ...responses,
      '200': { description: 'x', content: { 'application/json': { schema }, 'application/x-ndjson': asked } },
      '202': { description: 'x', ...asked },
    },
  });
  assert.deepEqual(
    changes(lines({ 'x-asked': true })).map(({ level }) => level),
    ['additive', 'additive'],
  );
  assert.deepEqual(
    changes(lines({})).map(({ level }) => level),
    ['breaking', 'breaking'],
  );
});
