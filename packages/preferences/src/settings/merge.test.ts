import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeInto, withDefaults } from './merge.ts';

test('objects are merged member by member, null removes, and nothing given is changed', () => {
  const lower = { a: { b: 1, c: 2 }, list: [1], gone: 1 };
  assert.deepEqual(mergeInto(lower, { a: { b: 3 }, list: [2], gone: null, more: { x: null, y: 1 } }), {
    a: { b: 3, c: 2 },
    list: [2],
    more: { y: 1 },
  });
  assert.deepEqual(lower, { a: { b: 1, c: 2 }, list: [1], gone: 1 });
});

test('a member called __proto__ is only a member', () => {
  const merged = mergeInto({}, JSON.parse('{"__proto__": {"polluted": 1}}'));
  assert.equal(Object.hasOwn(merged, '__proto__'), true);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test('overrides change defaults, deep where they are objects, and add settings', () => {
  const schema = { type: 'object', properties: { a: { type: 'object', default: { x: 1, y: 1 } }, b: { default: 1 } } };
  assert.deepEqual(withDefaults(schema, { a: { y: 2 }, b: 2, c: 3 }), {
    type: 'object',
    properties: { a: { type: 'object', default: { x: 1, y: 2 } }, b: { default: 2 }, c: { default: 3 } },
  });
  assert.deepEqual(withDefaults({}, { c: 3 }), { properties: { c: { default: 3 } } });
  assert.equal(schema.properties.b.default, 1);
});
