import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { findExtensions, foldersOfExtensions } from './federated-extensions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'himalia-labextensions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const build = { load: 'static/remoteEntry.1.js', extension: './extension', style: './style' };

function write(path: string, manifest: unknown): string {
  const target = join(folder, path);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'package.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return target;
}

test('extensions are found at one level, and at two below a scope', async () => {
  write('a/plain', { name: 'plain', version: '1.0.0', jupyterlab: { _build: build } });
  write('a/@acme/scoped', { name: '@acme/scoped', version: '2.0.0', jupyterlab: { _build: build } });
  const found = await findExtensions([join(folder, 'a'), join(folder, 'missing')]);
  assert.deepEqual(found.map(({ name, version }) => [name, version]).sort(), [
    ['@acme/scoped', '2.0.0'],
    ['plain', '1.0.0'],
  ]);
  assert.deepEqual(found[0]?.build, build);
});

test('schemas and themes are found in extensions that bring nothing else, too', async () => {
  const scoped = write('a/@acme/scoped', { name: '@acme/scoped', version: '2.0.0', jupyterlab: { _build: build } });
  mkdirSync(join(scoped, 'schemas'));
  mkdirSync(join(folder, 'b/only-settings/schemas'), { recursive: true });
  const schemas = await foldersOfExtensions([join(folder, 'a'), join(folder, 'b'), join(folder, 'c')], 'schemas');
  assert.deepEqual(schemas, [join(scoped, 'schemas'), join(folder, 'b/only-settings/schemas')]);
});

test('of two with one name the first folder has it', async () => {
  write('a/x', { name: 'x', version: '1.0.0', jupyterlab: { _build: build } });
  write('b/x', { name: 'x', version: '2.0.0', jupyterlab: { _build: build } });
  const found = await findExtensions([join(folder, 'b'), join(folder, 'a')]);
  assert.deepEqual(
    found.map(({ version }) => version),
    ['2.0.0'],
  );
});

test('links of development installs are followed', async () => {
  write('elsewhere', { name: 'linked', version: '1.0.0', jupyterlab: { _build: build } });
  mkdirSync(join(folder, 'a'));
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'a/linked'));
  assert.deepEqual((await findExtensions([join(folder, 'a')]))[0]?.name, 'linked');
});

test('what is no prebuilt extension is reported and left out; the others count', async () => {
  write('a/broken', '{ "name": "broken"');
  write('a/source', { name: 'source', version: '1.0.0', jupyterlab: { extension: true } });
  write('a/list', '[]');
  write('a/good', { name: 'good', version: '1.0.0', jupyterlab: { _build: { load: 'x.js' } } });
  mkdirSync(join(folder, 'a/empty'));
  const reported = new Map<string, string>();
  const found = await findExtensions([join(folder, 'a')], (where, problem) => reported.set(where, problem));
  assert.deepEqual(
    found.map(({ name }) => name),
    ['good'],
  );
  const names = [...reported.keys()].map((path) => path.slice(join(folder, 'a/').length)).sort();
  assert.deepEqual(names, ['broken', 'list', 'source']);
  assert.match(reported.get(join(folder, 'a/source')) ?? '', /not built/);
});

test('what it disables may be a list or an object', async () => {
  const jupyterlab = { _build: build };
  write('a/list', { name: 'list', jupyterlab: { ...jupyterlab, disabledExtensions: ['one', 2] } });
  write('a/object', { name: 'object', jupyterlab: { ...jupyterlab, disabledExtensions: { one: true, two: false } } });
  for (const { disables } of await findExtensions([join(folder, 'a')])) assert.deepEqual(disables, ['one']);
});
