import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SchemaCheck } from './schema-check.ts';

const check = new SchemaCheck();

test('problems say where and what', () => {
  const schema = {
    $id: 'same',
    $schema: 'http://json-schema.org/draft-04/schema#',
    'jupyter.lab.shortcuts': [],
    properties: { a: { type: 'object', properties: { b: { enum: ['x', 'y'] } } } },
    additionalProperties: false,
  };
  assert.equal(check.problem(schema, { a: { b: 'x' } }), undefined);
  assert.equal(check.problem(schema, { a: { b: 'z' } }), 'a.b must be equal to one of the allowed values (x, y)');
  assert.equal(check.problem(schema, { c: 1 }), 'must NOT have additional properties (c)');
  assert.equal(check.problem({ ...schema }, { a: {} }), undefined, 'ids need not be unique');
});

test('draft 7 is meant, formats and unknown keywords are not checked, references inside a schema are', () => {
  assert.equal(check.problem({ properties: { a: { format: 'no-such', unknown: 1 } } }, { a: 'b' }), undefined);
  const schema = {
    definitions: { n: { type: 'number' } },
    properties: { a: { items: [{ $ref: '#/definitions/n' }] } },
  };
  assert.equal(check.problem(schema, { a: [1, 'further'] }), undefined);
  assert.match(check.problem(schema, { a: ['x'] }) ?? '', /must be number/);
});

test('a schema that is no schema is a problem, not an exception', () => {
  assert.match(check.problem({ type: 'nonsense' }, {}) ?? '', /^the schema itself is not valid: /);
});
