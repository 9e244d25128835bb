import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { catalogue, type Diagnostic, DiagnosticError, describe } from './diagnostic.ts';

const diagnostics: readonly Diagnostic[] = [
  { code: 'E_MISSING', message: 'a needs b@1.', hint: 'Install b.', plugins: ['a'], tokens: ['b@1'] },
  { code: 'E_CONFIG', message: 'x.', hint: 'y.', plugins: [], tokens: [] },
];

test('the text for a terminal has code, message, both sides and the way out', () => {
  const text = 'E_MISSING  a needs b@1.\n  plugins: a\n  services: b@1\n  → Install b.\n\nE_CONFIG  x.\n  → y.';
  assert.equal(describe(diagnostics), text);
  assert.equal(new DiagnosticError(diagnostics).message, text);
});

test('the page explains every code of the catalogue in these words, and no other code', async () => {
  const page = await readFile(new URL('../docs/diagnostics.md', import.meta.url), 'utf8');
  const sections = page.split(/^## /m).slice(1);
  const explained = sections.map((section) => {
    const [code = '', meaning = ''] = section.split('\n').filter(Boolean);
    assert.match(section, /^\*\*Sides:\*\* \S/m, code);
    assert.match(section, /^\*\*What to do:\*\* \S/m, code);
    return [code, meaning];
  });
  assert.deepEqual(explained, Object.entries(catalogue));
});
