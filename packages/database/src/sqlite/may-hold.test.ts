import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { mayHold } from './may-hold.ts';
import { openFile } from './sqlite-file.ts';

test('only a table with rows holds any, also while another process has the file; what cannot be read may', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-hold-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.sqlite');
  assert.equal(mayHold(file, 'a_rows'), false);
  const db = await openFile(file);
  assert.equal(mayHold(file, 'a_rows'), false);
  db.exec('CREATE TABLE a_rows (x)');
  assert.equal(mayHold(file, 'a_rows'), false);
  db.exec('INSERT INTO a_rows VALUES (1)');
  assert.equal(mayHold(file, 'a_rows'), true);
  db.close();
  assert.equal(mayHold(file, 'a_rows'), true);
  writeFileSync(file, 'something else'.repeat(1000));
  assert.equal(mayHold(file, 'a_rows'), true);
  assert.equal(mayHold(file, 'a"; rows'), true);
});
