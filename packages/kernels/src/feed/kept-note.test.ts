import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { KeptNote } from './kept-note.ts';

test('note: the next one has the last text, also where that is shorter; it is the user alone who may read it', (t) => {
  const folder = temporaryFolder(t);
  const note = new KeptNote(folder);
  assert.equal(note.text, undefined);
  for (const text of ['[["a",1],["b",2]]', '[]']) {
    note.write(text);
    assert.deepEqual([note.text, new KeptNote(folder).text], [text, text]);
  }
  assert.equal(statSync(join(folder, 'clients.json')).mode & 0o777, 0o600);
});

test('note: where nothing can be written it is kept in memory', (t) => {
  const note = new KeptNote(join(temporaryFolder(t), 'none'));
  note.write('x');
  assert.equal(note.text, 'x');
});
