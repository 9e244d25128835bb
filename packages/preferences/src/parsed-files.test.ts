import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ParsedFiles } from './parsed-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-parsed-'));
after(() => rmSync(folder, { recursive: true }));

function counting(most = 10) {
  let parsed = 0;
  const files = new ParsedFiles({
    parse(text): unknown {
      parsed++;
      return JSON.parse(text);
    },
    most,
    largest: 100,
  });
  const read = async (name: string): Promise<unknown> => (await files.read(join(folder, name)))?.parsed;
  return { read, parsed: () => parsed };
}

test('a file is parsed again only when it has changed, also when size and time are the same', async () => {
  const { read, parsed } = counting();
  const path = join(folder, 'a');
  writeFileSync(path, '1');
  assert.deepEqual([await read('a'), await read('a'), parsed()], [{ value: 1 }, { value: 1 }, 1]);
  writeFileSync(`${path}.new`, '2');
  utimesSync(`${path}.new`, 1e9, 1e9);
  utimesSync(path, 1e9, 1e9);
  await read('a');
  renameSync(`${path}.new`, path);
  assert.deepEqual(await read('a'), { value: 2 });
  rmSync(path);
  assert.equal(await read('a'), undefined);
});

test('what cannot be parsed, or is too large, is a problem and no exception', async () => {
  const { read } = counting();
  writeFileSync(join(folder, 'bad'), '{');
  writeFileSync(join(folder, 'large'), ' '.repeat(101));
  assert.match(JSON.stringify(await read('bad')), /"problem":".+"/);
  assert.deepEqual(await read('large'), { problem: 'the file is larger than 100 bytes' });
  assert.equal(await read('.'), undefined, 'a folder is no file');
});

test('no more files are remembered than were said; the one not asked for the longest is forgotten', async () => {
  const { read, parsed } = counting(2);
  for (const name of ['x', 'y', 'z']) writeFileSync(join(folder, name), '0');
  for (const name of ['x', 'y', 'x', 'z', 'x']) await read(name);
  assert.equal(parsed(), 3);
  await read('y');
  assert.equal(parsed(), 4);
});
