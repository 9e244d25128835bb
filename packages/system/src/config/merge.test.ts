import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDepth, empty, merge, type Values, withoutDefaults } from './merge.ts';

const merged = (target: Values, changes: Values): unknown => JSON.parse(JSON.stringify(merge(target, changes)));

test('objects merge, null deletes, what ends up empty is dropped, anything else replaces', () => {
  assert.deepEqual(merged({ a: { b: 1, c: 2 }, list: [1, 2] }, { a: { b: null, d: 3 }, list: [3] }), {
    a: { c: 2, d: 3 },
    list: [3],
  });
  assert.deepEqual(merged({ a: { b: 1 }, x: 1 }, { a: { b: null } }), { x: 1 });
  assert.deepEqual(merged({ a: 'text' }, { a: { b: 1 } }), { a: { b: 1 } });
  assert.deepEqual(merged({ a: { b: 1 } }, { a: 2 }), { a: 2 });
  assert.deepEqual(merged({}, { a: {} }), {});
});

test('__proto__ is a key like any other', () => {
  const changes = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  ) as Values;
  const values = merge(empty(), changes);
  assert.equal(({} as Values).polluted, undefined);
  assert.equal(JSON.stringify(values), JSON.stringify(changes));
});

test('what equals the defaults is left out', () => {
  assert.deepEqual(
    { ...withoutDefaults({ a: 1, b: { c: 2, d: 3 }, e: { f: 1 } }, { a: 1, b: { c: 2 }, e: { f: 1 } }) },
    { b: Object.assign(empty(), { d: 3 }) },
  );
  assert.deepEqual({ ...withoutDefaults({ toString: null }, {}) }, { toString: null });
});

test('nesting is bounded', () => {
  let deep: unknown = {};
  for (let level = 0; level < 200_000; level += 1) deep = level % 2 ? [deep] : { deep };
  assert.throws(() => checkDepth(deep), /nested deeper than 100/);
  checkDepth({ a: [{ b: [1, null, 'x'] }] });
});
