import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contract as events } from '@himalia/contracts/events';
import { contract as identity } from '@himalia/contracts/identity';
import { contract as system } from '@himalia/contracts/system';
import { joinedDocument } from './joined-document.ts';

type Joined = {
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
  servers: unknown;
};

test('all paths are there once, and every reference leads to a component', () => {
  const joined = joinedDocument([events, identity, system], '/base/x/', '2.21.1') as unknown as Joined;
  const expected = [events, identity, system].flatMap(({ openapi }) => Object.keys(openapi?.paths ?? {})).toSorted();
  assert.deepEqual(Object.keys(joined.paths), expected);
  assert.deepEqual(joined.servers, [{ url: '/base/x' }]);
  const references = [...JSON.stringify(joined).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
  assert.ok(references.length > 10);
  for (const [, kind = '', name = ''] of references) assert.ok(joined.components[kind]?.[name], `${kind} ${name}`);
  assert.ok(joined.components.schemas?.['identity.Error'] && joined.components.schemas['system.Error']);
});

test('two contracts may share a path with different methods', () => {
  const one = (method: string) => ({
    name: method,
    openapi: { info: { title: '', version: '' }, paths: { '/x': { [method]: {} } } },
  });
  const { paths } = joinedDocument([one('get'), one('put')], '/', '1') as unknown as Joined;
  assert.deepEqual(paths, { '/x': { get: {}, put: {} } });
});
