import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Authorizer } from '@himalia/contracts/identity';
import { definePlugin } from '@himalia/core';
import { basicPlugins, bootServer } from '@himalia/testing';

const readers = definePlugin({
  id: '@test/readers',
  description: 'Everybody may read, nobody may do more',
  provides: Authorizer,
  activate: () => ({ allowed: (_user, action, _resource) => action === 'read' }),
});

test('a plugin that provides Authorizer decides, and /api/me says what it decides', async () => {
  await using server = await bootServer({
    plugins: [...basicPlugins, '@himalia/system:status', readers],
  });
  assert.equal((await server.ask('api/status')).status, 200);
  assert.equal((await server.ask('api/shutdown', { method: 'POST' })).status, 403);
  const asked = encodeURIComponent(JSON.stringify({ server: ['read', 'write'] }));
  const { permissions } = (await (await server.ask(`api/me?permissions=${asked}`)).json()) as { permissions: object };
  assert.deepEqual((permissions as { server: string[] }).server, ['read']);
});
