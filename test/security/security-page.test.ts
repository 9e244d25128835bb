import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| against'));
/** The tests of a row, as it names them: `package/file`, or `security/file` for those beside this one. */
const named = rows.map((row) => [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

test('every row of docs/security.md names tests, and they exist', () => {
  assert.ok(rows.length > 15);
  for (const [index, names] of named.entries()) {
    assert.ok(names.length > 0, `${rows[index]}`);
    for (const name of names)
      assert.ok(existsSync(join(root, name.startsWith('security/') ? 'test' : 'packages', `${name}.test.ts`)), name);
  }
});

test('every test here has its row', () => {
  const here = readdirSync(import.meta.dirname).flatMap((file) => /^(.+)\.test\.ts$/.exec(file)?.[1] ?? []);
  const missing = here.filter((name) => name !== 'security-page' && !named.flat().includes(`security/${name}`));
  assert.deepEqual(missing, []);
});

test('every option that it names is there', () => {
  const options = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  for (const [, name = ''] of page.matchAll(/`(--[\w-]+|receiveTimeout|allowHidden)/g))
    assert.ok(options.includes(`\`${name}`), name);
});
