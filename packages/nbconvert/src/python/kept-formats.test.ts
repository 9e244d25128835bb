import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { KeptFormats } from './kept-formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-formats-'));
after(() => rmSync(folder, { recursive: true }));

test('formats are kept for the next server until the installation changes', async () => {
  const file = join(folder, 'data/formats.json');
  const formats = new Map([['html', 'text/html']]);
  assert.equal(await new KeptFormats(file).read('a:1'), undefined);
  await new KeptFormats(file).write('a:1', formats);
  assert.deepEqual(await new KeptFormats(file).read('a:1'), formats);
  assert.equal(await new KeptFormats(file).read('a:2'), undefined);
});

test('a file that is torn or cannot be written is as none', async () => {
  const file = join(folder, 'torn.json');
  for (const text of ['', '{"stamp":"a:1","for', '{"stamp":"a:1"}', 'null']) {
    writeFileSync(file, text);
    assert.equal(await new KeptFormats(file).read('a:1'), undefined, text);
  }
  await new KeptFormats(join(file, 'below-a-file')).write('a:1', new Map());
});
