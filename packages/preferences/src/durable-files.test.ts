import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DurableFiles, writeProblem } from './durable-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-durable-'));
after(() => rmSync(folder, { recursive: true }));
const files = new DurableFiles();

test('the last of many writes at once stays, whole, and nothing unfinished is left', async () => {
  const path = join(folder, 'new/deep/file');
  const texts = Array.from({ length: 30 }, (_, index) => String(index).repeat(10_000 - index * 300));
  await Promise.all(texts.map((text) => files.write(path, text)));
  assert.equal(readFileSync(path, 'utf8'), texts.at(-1));
  assert.deepEqual(readdirSync(join(folder, 'new/deep')), ['file']);
});

test('a link stays a link, a mode stays', async () => {
  const [target, link] = [join(folder, 'target'), join(folder, 'link')];
  writeFileSync(target, 'old');
  chmodSync(target, 0o640);
  symlinkSync(target, link);
  await files.write(link, 'new');
  assert.deepEqual([readFileSync(target, 'utf8'), statSync(target).mode & 0o777], ['new', 0o640]);
});

test('removing says whether something was there; a failed write leaves what follows to go on', async () => {
  const path = join(folder, 'gone');
  await assert.rejects(files.write(join(folder, 'target/below-a-file'), ''));
  await Promise.all([files.write(path, 'x'), files.remove(path)]);
  assert.equal(await files.remove(path), false);
});

test('a full disk is told apart', () => {
  assert.equal(writeProblem(Object.assign(new Error(), { code: 'ENOSPC' })).code, 'no_space');
  assert.deepEqual(writeProblem(Object.assign(new Error('secret path'), { code: 'EACCES' })), {
    code: 'failed',
    message: 'It cannot be written: EACCES',
  });
});
