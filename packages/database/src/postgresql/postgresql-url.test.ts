import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPostgresqlUrl } from './postgresql-url.ts';

test('the place names user, host and database, and neither the password nor parameters', () => {
  const { place } = readPostgresqlUrl('postgres://ann:s%40cret@db.example:5433/lab?sslmode=require&password=x');
  assert.equal(place, 'postgresql://ann@db.example:5433/lab');
  assert.equal(readPostgresqlUrl('postgresql:///lab?host=/run/postgresql').place, 'postgresql:///lab');
});

test('what is no such URL is refused and not repeated', () => {
  for (const text of ['mysql://ann:secret@db/lab', 'secret', 'postgresql://ann:secret@db:port/lab'])
    assert.throws(
      () => readPostgresqlUrl(text),
      ({ code, message }) => code === 'invalid' && !message.includes('secret'),
    );
});
