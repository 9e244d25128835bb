import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { firstFile, pathInside } from './inside.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-inside-'));
after(() => rmSync(folder, { recursive: true }));

test('a path stays below its folder', () => {
  assert.equal(pathInside('/a', 'b/c.js'), '/a/b/c.js');
  for (const path of ['', '..', '../b', 'b/../../c', 'b//c', './b', 'b\0c', 'b\\..\\c'])
    assert.equal(pathInside('/a', path), undefined, JSON.stringify(path));
});

test('the first folder that has the file wins; folders are no files', async () => {
  for (const name of ['one', 'two/sub']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'two/a.js'), '2');
  const folders = [join(folder, 'one'), join(folder, 'two')];
  assert.equal(await firstFile(folders, 'a.js'), join(folder, 'two/a.js'));
  writeFileSync(join(folder, 'one/a.js'), '1');
  assert.equal(await firstFile(folders, 'a.js'), join(folder, 'one/a.js'));
  assert.equal(await firstFile(folders, 'sub'), undefined);
  assert.equal(await firstFile(folders, 'none'), undefined);
});
