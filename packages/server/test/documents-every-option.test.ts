import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationPage } from '../../../scripts/options-table.ts';

test('docs/configuration.md has every option as the plugins declare it', async () => {
  const { is, should } = await configurationPage();
  assert.equal(is, should, 'run: node --conditions=source scripts/options-table.ts');
});
