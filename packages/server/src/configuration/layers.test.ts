import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigSection } from '@himalia/core';
import { layered } from './layers.ts';

const option = { type: 'string', description: 'Letters' } as const;
const sections: readonly ConfigSection[] = [
  { key: 'x', options: { a: option, b: option, c: option, d: { ...option, env: ['X_D', 'OLD_D'] } } },
];
const file = (x: Readonly<Record<string, string>>) => ({ path: 'file', values: { x }, lineOf: () => 1 });
const nothing = { remix: {}, files: [], environment: {}, commandLine: {} };

test('option by option: command line over environment over files over remix', () => {
  const { config } = layered(sections, {
    remix: { x: { a: 'remix', b: 'remix', c: 'remix', d: 'remix' } },
    files: [file({ b: 'first', c: 'first' }), file({ c: 'second', d: 'second' })],
    environment: { OLD_D: 'old', X_D: '' },
    commandLine: { x: { a: 'line' } },
  });
  assert.deepEqual(config, { x: { a: 'line', b: 'first', c: 'second', d: 'old' } });
});

test('a remix is not changed by what is laid over it', () => {
  const remix = { x: { a: 'remix' } };
  layered(sections, { ...nothing, remix, commandLine: { x: { a: 'line' } } });
  assert.deepEqual(remix, { x: { a: 'remix' } });
});

test('implementations are no section', () => {
  const chosen = { path: 'file', values: { implementations: { contents: '@acme/contents:s3' } }, lineOf: () => 1 };
  const { config, implementations } = layered(sections, { ...nothing, files: [chosen] });
  assert.deepEqual([config, implementations], [{}, { contents: '@acme/contents:s3' }]);
  const wrong = { ...chosen, values: { implementations: ['s3'] } };
  assert.throws(() => layered(sections, { ...nothing, files: [wrong] }), /file:1: 'implementations' must map/);
});
