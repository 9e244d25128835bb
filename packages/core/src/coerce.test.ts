import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coerce } from './coerce.ts';
import type { Option } from './config.ts';

const option = (rest: Omit<Option, 'description'>): Option => ({ description: 'An option.', ...rest });

test('texts become values of the type', () => {
  const cases: readonly [Option, string, unknown][] = [
    [option({ type: 'string' }), '8888', '8888'],
    [option({ type: 'string' }), '', ''],
    [option({ type: 'integer' }), ' 8888 ', 8888],
    [option({ type: 'integer' }), '-1', -1],
    [option({ type: 'number' }), '0.5', 0.5],
    [option({ type: 'boolean' }), 'True', true],
    [option({ type: 'boolean' }), '0', false],
    [option({ type: 'boolean' }), 'off', false],
    [option({ type: 'array', items: { type: 'string' } }), 'a, b,c', ['a', 'b', 'c']],
    [option({ type: 'array', items: { type: 'integer' } }), '1,2', [1, 2]],
    [option({ type: 'array', items: { type: 'string' } }), '["a,b"]', ['a,b']],
    [option({ type: 'array' }), '', []],
    [option({ type: 'object' }), '{"a":1}', { a: 1 }],
    [option({ type: 'string', enum: ['text', 'json'] }), 'json', 'json'],
  ];
  for (const [schema, text, value] of cases) assert.deepEqual(coerce(schema, text), { value }, text);
});

test('texts that are not of the type, or out of range, say what is expected', () => {
  const cases: readonly [Option, string, RegExp][] = [
    [option({ type: 'integer' }), 'x', /must be an integer, not "x"/],
    [option({ type: 'integer' }), '', /must be an integer/],
    [option({ type: 'integer' }), '1.5', /must be an integer, not 1.5/],
    [option({ type: 'integer' }), '0x10', /must be an integer/],
    [option({ type: 'number' }), 'Infinity', /must be a number/],
    [option({ type: 'boolean' }), 'maybe', /must be a boolean, not "maybe"/],
    [option({ type: 'integer', minimum: 0, maximum: 65535 }), '70000', /must be at most 65535, not 70000/],
    [option({ type: 'integer', minimum: 0 }), '-1', /must be at least 0/],
    [option({ type: 'string', enum: ['text', 'json'] }), 'jsno', /one of "text", "json".*did you mean 'json'/],
    [option({ type: 'string', minLength: 8, secret: true }), 'hunter2', /at least 8 characters$/],
    [option({ type: 'string', pattern: '^/', secret: true }), 'hunter2', /^must match \^\/, not the value given/],
    [option({ type: 'array', items: { type: 'integer' } }), '1,two', /only values of type integer, not "two"/],
    [option({ type: 'object' }), '[1]', /must be an object/],
    [option({ type: 'object' }), '{', /must be an object/],
    [option({ type: 'array' }), '[1', /must be an array/],
  ];
  for (const [schema, text, problem] of cases) {
    assert.match(coerce(schema, text).problem ?? 'no problem', problem, text);
  }
});

test('every integer and every JSON array of texts survives the way through a text', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) =>
      assert.deepEqual(coerce(option({ type: 'integer' }), String(value)), { value }),
    ),
  );
  const list = option({ type: 'array', items: { type: 'string' } });
  fc.assert(
    fc.property(fc.array(fc.string()), (value) => assert.deepEqual(coerce(list, JSON.stringify(value)), { value })),
  );
});
