import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressFolder } from '../compress.js';
import { explain, run } from '../run.js';
import { builtHash, sourceHash } from '../stamp.js';
import { openWorkshop } from '../workshop.js';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'himalia-ui-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the hash changes with each source, and with nothing else', () => {
  mkdirSync(join(folder, 'src/page'), { recursive: true });
  const write = (path, text) => writeFileSync(join(folder, path), text);
  write('package.json', '{}');
  write('package-lock.json', '{}');
  write('build.js', '');
  write('src/page/a.js', '1');
  const first = sourceHash(folder);
  write('README.md', 'words');
  mkdirSync(join(folder, 'dist'));
  write('dist/stamp.json', JSON.stringify({ hash: 'x' }));
  assert.equal(sourceHash(folder), first);
  assert.equal(builtHash(join(folder, 'dist')), 'x');
  assert.equal(builtHash(join(folder, 'none')), undefined);
  const seen = new Set([first]);
  for (const path of ['package.json', 'package-lock.json', 'build.js', 'src/page/a.js', 'src/b.css']) {
    write(path, 'changed');
    seen.add(sourceHash(folder));
  }
  assert.equal(seen.size, 6);
});

test('failures are told by their cause', () => {
  assert.match(explain('npm error code ENOTFOUND'), /could not be reached/);
  assert.match(explain('npm error code ENOSPC'), /disk is full/);
  assert.match(explain('npm error code EUSAGE'), /do not fit/);
  assert.match(explain('npm error code ETARGET'), /does not have/);
  assert.equal(explain('something else'), undefined);
});

test('a program that fails is named, with the first it said', async () => {
  const script = "console.error('npm error code ENOSPC'); process.exit(3)";
  await assert.rejects(
    run('Trying', process.execPath, ['-e', script], {}),
    /Trying failed \(exit code 3\).*disk is full/s,
  );
  await assert.rejects(run('Trying', join(folder, 'none'), [], {}), /"[^"]*none" was not found/);
});

test('text above 1 kB gets both compressed forms, which mean the same', async () => {
  mkdirSync(join(folder, 'inner'));
  const text = 'abc '.repeat(1000);
  writeFileSync(join(folder, 'inner/large.js'), text);
  writeFileSync(join(folder, 'small.js'), 'x');
  writeFileSync(join(folder, 'font.woff2'), text);
  await compressFolder(folder);
  assert.equal(brotliDecompressSync(readFileSync(join(folder, 'inner/large.js.br'))).toString(), text);
  assert.equal(gunzipSync(readFileSync(join(folder, 'inner/large.js.gz'))).toString(), text);
  for (const name of ['small.js.br', 'font.woff2.br']) assert.equal(existsSync(join(folder, name)), false, name);
});

const quiet = { progress: () => {}, stillNeeded: () => true };

test('a second build waits for the first, and does nothing when that did the work', async () => {
  const first = await openWorkshop(folder, quiet);
  let done = false;
  const said = [];
  const second = openWorkshop(folder, { progress: (line) => said.push(line), stillNeeded: () => !done });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(said, ['waiting for another build']);
  done = true;
  first.close();
  assert.equal(await second, undefined);
});

test('what a dead build left is cleared away', async () => {
  const left = join(folder, '.work');
  mkdirSync(left);
  writeFileSync(join(left, 'alive'), String(process.pid));
  writeFileSync(join(left, 'half'), '');
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(join(left, 'alive'), longAgo, longAgo);
  const workshop = await openWorkshop(folder, quiet);
  assert.equal(existsSync(join(left, 'half')), false);
  workshop.close();
  assert.equal(existsSync(left), false);
});
