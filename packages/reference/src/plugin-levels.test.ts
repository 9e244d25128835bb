import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PluginNode } from '@himalia/contracts/spec';
import { graphPicture } from './graph-picture.ts';
import { levelsOf, needsOf } from './plugin-levels.ts';

const node = (id: string, rest: Partial<PluginNode> = {}): PluginNode => ({
  id,
  description: '',
  state: 'active',
  critical: true,
  provides: null,
  requires: [],
  optional: [],
  contracts: [],
  ...rest,
});
const http = node('http', { provides: 'http@1' });
const contents = node('contents', { provides: 'contents@1', requires: ['http@1'] });
const status = node('status', { requires: ['http@1'], optional: ['contents@1', 'absent@1'] });

test('each plugin stands right of all that it takes', () => {
  const ids = levelsOf([http, contents, status]).map((level) => level.map(({ id }) => id));
  assert.deepEqual(ids, [['http'], ['contents'], ['status']]);
});

test('a service that nobody gives is no line', () => {
  assert.deepEqual(
    needsOf([http, contents, status]).map(({ from, to, optional }) => `${from.id} ${to.id} ${optional}`),
    ['http contents false', 'http status false', 'contents status true'],
  );
});

test('the picture names plugins, services, contracts and failures, as text', () => {
  const failed = node('<b>', {
    state: 'failed',
    error: 'no "disk"',
    contracts: [{ name: 'kernels', version: '1.0.0' }],
  });
  const picture = graphPicture([http, contents, failed]);
  for (const part of [
    'gives http@1',
    'contents needs http@1 of http',
    'serves kernels',
    '&lt;b&gt;',
    'no &quot;disk&quot;',
  ])
    assert.ok(picture.includes(part), part);
  assert.equal(picture.match(/<path/g)?.length, 1);
  assert.equal(picture.match(/<g class="failed"/g)?.length, 1);
  assert.ok(!picture.includes('<b>'));
});

test('a server without plugins has an empty picture', () => {
  assert.match(graphPicture([]), /^<svg[^>]*><\/svg>$/);
});
