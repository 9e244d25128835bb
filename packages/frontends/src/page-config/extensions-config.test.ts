import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FederatedExtension } from '@himalia/contracts/frontends';
import { withExtensions } from './extensions-config.ts';

function extension(name: string, disables: readonly string[] = []): FederatedExtension {
  const build = { load: 'static/r.js', extension: './extension' };
  return { name, version: '1.0.0', folder: '', build, disables, manifest: {} };
}
const nothing = (): boolean => false;

test('extensions are listed as pages load them', () => {
  const { federated_extensions: listed } = withExtensions({}, [extension('a')], nothing);
  assert.deepEqual(listed, [{ name: 'a', load: 'static/r.js', extension: './extension', entrypoints: null }]);
});

test('what an extension replaces is disabled, unless the configuration keeps it', () => {
  const extensions = [extension('a', ['x:one', 'x:two'])];
  assert.deepEqual(withExtensions({}, extensions, nothing).disabledExtensions, ['x:one', 'x:two']);
  const kept = { disabledExtensions: { 'x:one': false, 'x:three': true } };
  assert.deepEqual(withExtensions(kept, extensions, nothing).disabledExtensions, ['x:two', 'x:three']);
});

test('an extension that is itself disabled replaces nothing', () => {
  const config = { disabledExtensions: { a: true } };
  assert.deepEqual(withExtensions(config, [extension('a', ['x'])], nothing).disabledExtensions, ['a']);
});

test('collaboration is left out as long as nothing serves it', () => {
  const both = [extension('@jupyter/docprovider-extension', ['@jupyterlab/filebrowser-extension']), extension('b')];
  const without = withExtensions({}, both, nothing);
  assert.deepEqual(
    without.federated_extensions.map(({ name }) => name),
    ['b'],
  );
  assert.deepEqual(without.disabledExtensions, []);
  const served = withExtensions({}, both, (contract) => contract === 'collaboration');
  assert.equal(served.federated_extensions.length, 2);
  assert.deepEqual(served.disabledExtensions, ['@jupyterlab/filebrowser-extension']);
});

test('other objects of the configuration become lists of what is on', () => {
  const config = { lockedExtensions: { a: true, b: false }, myOption: 'v', other: { c: 1, d: 0 } };
  const { lockedExtensions, myOption, other } = withExtensions(config, [], nothing);
  assert.deepEqual([lockedExtensions, myOption, other], [['a'], 'v', ['c']]);
});
