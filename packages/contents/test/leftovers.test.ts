import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { nameOf, removeLeftovers, temporaryName } from '../src/temporary-file.ts';
import { writer } from '../src/writer.ts';
import { temporaryFolder } from './temporary-root.ts';

it('leftovers of processes that are gone are removed at once; those of others, and of this one, stay', async (t) => {
  const folder = await temporaryFolder(t);
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const mine = temporaryName();
  const gone = mine.replace(nameOf(writer), nameOf({ ...writer, pid: ended }));
  const sameId = mine.replace(nameOf(writer), nameOf({ ...writer, started: '1' }));
  const elsewhere = mine.replace(nameOf(writer), nameOf({ ...writer, place: 'another machine' }));
  for (const name of [mine, gone, elsewhere, '.~himalia-strange']) await writeFile(join(folder, name), '');
  await mkdir(join(folder, sameId));
  await removeLeftovers(folder);
  assert.deepEqual((await readdir(folder)).sort(), [elsewhere, mine, '.~himalia-strange'].sort());
});
