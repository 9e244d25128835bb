import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { journalModeOn } from './journal-mode.ts';
import { openFile } from './sqlite-file.ts';

test('file systems that machines share get no WAL, however their number is signed', () => {
  const [ext4, nfs, cifs] = [0xef_53, 0x69_69, 0xff_53_4d_42];
  assert.deepEqual([ext4, nfs, cifs, cifs | 0].map(journalModeOn), ['WAL', 'DELETE', 'DELETE', 'DELETE']);
});

test('without WAL there are no files of shared memory, and a database changes from one to the other', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-journal-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.sqlite');
  for (const mode of ['DELETE', 'WAL', 'DELETE'] as const) {
    const db = await openFile(file, mode);
    db.exec('CREATE TABLE IF NOT EXISTS t (x); INSERT INTO t VALUES (1)');
    assert.equal(existsSync(`${file}-shm`), mode === 'WAL', mode);
    db.close();
  }
});
