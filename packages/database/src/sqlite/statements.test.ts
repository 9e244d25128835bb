import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Statements } from './statements.ts';

test('no more statements are kept than were said; the one not used for the longest goes first', () => {
  const db = new DatabaseSync(':memory:');
  const statements = new Statements(db, 2);
  const [one, two] = ['SELECT 1', 'SELECT 2'].map((sql) => statements.get(sql));
  assert.equal(statements.get('SELECT 1'), one);
  statements.get('SELECT 3');
  assert.equal(statements.get('SELECT 1'), one);
  assert.notEqual(statements.get('SELECT 2'), two);
  db.close();
});

test('a changed table makes all statements anew; long ones are not kept', () => {
  const db = new DatabaseSync(':memory:');
  const statements = new Statements(db, 10);
  const before = statements.get('SELECT 1');
  statements.get('CREATE TABLE t (x)').statement.run();
  assert.notEqual(statements.get('SELECT 1'), before);
  const long = `SELECT '${'x'.repeat(10_000)}'`;
  assert.notEqual(statements.get(long), statements.get(long));
  db.close();
});
