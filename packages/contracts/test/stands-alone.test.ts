import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundles } from '@himalia/contracts/bundles';
import { components } from './component-documents.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

test('the package depends on core only, and core on nothing', () => {
  assert.deepEqual(Object.keys(JSON.parse(read('package.json')).dependencies), ['@himalia/core']);
  assert.deepEqual(JSON.parse(read('../core/package.json')).dependencies, {});
});

test('sources import data, each other, core, and of Node and Kysely only types', () => {
  assert.ok(sources.length > 20);
  for (const path of sources) {
    for (const [line, type, from = ''] of read(`src/${path}`).matchAll(/^import (type )?[^;]*? from '([^']+)'/gm)) {
      const fine =
        from.startsWith('.') || from === '@himalia/core' || (type && (from === 'kysely' || from.startsWith('node:')));
      assert.ok(fine, `${path}: ${line}`);
    }
  }
});

test('every component and bundle can be imported by its name, documents alone too', async () => {
  for (const { name, openapi, asyncapi } of components()) {
    const { contract } = await import(`@himalia/contracts/${name}`);
    assert.equal(contract.name, name);
    for (const [kind, document] of Object.entries({ openapi, asyncapi })) {
      if (!document) continue;
      const address = `@himalia/contracts/${name}/${kind}.json`;
      const { default: json } = await import(address, { with: { type: 'json' } });
      assert.deepEqual(json, document, `${name} ${kind}: npm run contracts`);
      assert.match(import.meta.resolve(`@himalia/contracts/${name}/${kind}.yaml`), /\.yaml$/);
    }
  }
  for (const bundle of bundles) {
    const { default: json } = await import(`@himalia/contracts/bundles/${bundle.name}.json`, {
      with: { type: 'json' },
    });
    assert.deepEqual(json, bundle);
  }
});

test('bundles ask for halves of contracts that exist, in versions that exist', () => {
  const known = components();
  for (const { openapi, asyncapi, optional } of bundles) {
    for (const kind of ['openapi', 'asyncapi'] as const) {
      for (const name of Object.keys({ ...{ openapi, asyncapi }[kind], ...optional[kind] })) {
        assert.ok(known.find((component) => component.name === name)?.[kind], `${kind} ${name}`);
      }
    }
  }
});
