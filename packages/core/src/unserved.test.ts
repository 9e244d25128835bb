import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePlugin } from './plugin.ts';
import { resolve } from './resolve/resolve.ts';
import { type Served, unserved } from './unserved.ts';

const info = { title: '', version: '1.0.0' };
const contract = {
  name: 'kernels',
  openapi: { info, paths: { '/k': { get: { operationId: 'listKernels' }, post: { operationId: 'startKernel' } } } },
  asyncapi: { info, channels: { kernelChannels: { address: '/k/ws' } } },
};
const plugin = definePlugin({ id: 'k', description: '', contracts: [contract], critical: false, activate() {} });
const { plan } = resolve([plugin], {});
assert.ok(plan);
const operations: Served = { contract, kind: 'operations' };
const channels: Served = { contract, kind: 'channels' };

test('everything promised is served', () => {
  assert.deepEqual(unserved(plan, [operations, channels]), []);
});

test('E_UNBOUND names plugin, contract and operations, for each kind', () => {
  const diagnostics = unserved(plan, []);
  assert.deepEqual(
    diagnostics.map(({ code, message, plugins }) => [code, message, plugins]),
    [
      ['E_UNBOUND', "k promises the operations of 'kernels' and does not serve them: listKernels, startKernel.", ['k']],
      ['E_UNBOUND', "k promises the channels of 'kernels' and does not serve them: kernelChannels.", ['k']],
    ],
  );
  assert.equal(unserved(plan, [operations]).length, 1);
});

test('a plugin that failed owes nothing', () => {
  assert.deepEqual(unserved(plan, [], ['k']), []);
});

test('E_NO_CONTRACT: what nobody promised must not be served', () => {
  const [diagnostic, ...others] = unserved(plan, [operations, channels, { contract: { name: 'x' }, kind: 'channels' }]);
  assert.deepEqual(others, []);
  assert.equal(diagnostic?.code, 'E_NO_CONTRACT');
  assert.match(diagnostic?.message ?? '', /channels of 'x'/);
});
