import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contracts } from '@himalia/conformance';

const page = readFileSync(join(import.meta.dirname, '../../../docs/compatibility.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const routesIn = (row: string): string[] =>
  [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z]+ \/[^`]*)`/g)].flatMap(([, route]) => route ?? []);

const methods = new Set(['get', 'put', 'post', 'patch', 'delete']);
const served = contracts.flatMap(({ openapi, asyncapi }) => [
  ...Object.entries(openapi?.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item).flatMap((method) => (methods.has(method) ? [`${method.toUpperCase()} ${path}`] : [])),
  ),
  ...Object.values(asyncapi?.channels ?? {}).map(
    (channel) => `WS ${(channel as { readonly address: string }).address}`,
  ),
]);

test('the page names every route that a document promises', () => {
  const named = new Set([...page.matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, route]) => route));
  assert.deepEqual(
    [...new Set(served)].filter((route) => !named.has(route)),
    [],
  );
});

test('what the page does not call missing is promised by a document', () => {
  const there = rows.filter((row) => !row.includes('| not: ')).flatMap(routesIn);
  assert.ok(there.length > 90);
  assert.deepEqual(
    there.filter((route) => !served.includes(route)),
    [],
  );
});
