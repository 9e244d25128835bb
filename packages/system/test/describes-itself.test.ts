import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { contract } from '@himalia/contracts/contents';
import type { PluginNode } from '@himalia/contracts/spec';
import { definePlugin } from '@himalia/core';
import { bootServer, contentsPlugins } from '@himalia/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

const broken = definePlugin({
  id: 'broken',
  description: 'Fails',
  critical: false,
  activate() {
    throw new Error('no disk');
  },
});
const server = await bootServer({
  plugins: [...contentsPlugins, '@himalia/system:events', '@himalia/system:status', '@himalia/system:spec', broken],
});
after(() => server.stop());

type Marked = Readonly<Record<string, Readonly<Record<string, { 'x-plugin': string; 'x-contract': string }>>>>;

test('getSpec is a valid document that names the plugin behind each operation', async () => {
  const spec = (await (await server.ask('api/spec')).json()) as { paths: Marked };
  const { valid, errors } = await new Validator().validate(structuredClone(spec));
  assert.ok(valid, JSON.stringify(errors));
  const contents = spec.paths['/api/contents/{path}'];
  assert.equal(contents?.put?.['x-plugin'], '@himalia/contents:http');
  assert.equal(spec.paths['/api/me']?.get?.['x-plugin'], '@himalia/identity:token');
  assert.equal(spec.paths['/api/spec']?.get?.['x-contract'], 'spec');
});

test('getChannelSpec is a valid document that names the plugin behind each channel', async () => {
  const spec = (await (await server.ask('api/spec/channels')).json()) as { channels: Record<string, unknown> };
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  const { definitions, ...schema } = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json');
  const { 'http://json-schema.org/draft-07/schema': _known, ...own } = definitions;
  const validate = ajv.compile({ ...schema, definitions: own });
  assert.ok(validate(spec), JSON.stringify(validate.errors));
  const channel = spec.channels['events.subscribeEvents'] as Record<string, unknown>;
  assert.deepEqual([channel.address, channel['x-plugin']], ['/api/events/subscribe', '@himalia/system:events']);
});

test('getPluginGraph tells needs, gifts, promises and state', async () => {
  const plugins = (await (await server.ask('api/spec/plugins')).json()) as PluginNode[];
  const contents = plugins.find(({ id }) => id === '@himalia/contents:local');
  assert.equal(contents?.state, 'active');
  assert.equal(contents?.provides, 'contents@1');
  const routes = plugins.find(({ id }) => id === '@himalia/contents:http');
  assert.ok(routes?.requires.includes('contents@1'));
  assert.deepEqual(routes?.contracts, [{ name: contract.name, version: contract.openapi?.info.version }]);
  const failed = plugins.find(({ id }) => id === 'broken');
  assert.deepEqual([failed?.state, failed?.error], ['failed', 'no disk']);
});

test('who is not logged in learns nothing', async () => {
  for (const path of ['api/spec', 'api/spec/channels', 'api/spec/plugins']) {
    assert.equal((await fetch(new URL(path, server.url))).status, 403, path);
  }
});
