import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { code, openContents } from './temporary-root.ts';

/** A file system of 256 KiB, or undefined where it cannot be mounted. */
async function tinyDisk(t: TestContext): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'himalia-tiny-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
  });
  return folder;
}

it('a save into a full disk says so, and the old version is whole', async (t) => {
  const rootDir = await tinyDisk(t);
  if (rootDir === undefined) return t.skip('a tmpfs cannot be mounted here');
  const { contents, root } = await openContents(t, { rootDir });
  const old = 'o'.repeat(100_000);
  await contents.save('a.txt', { type: 'file', format: 'text', content: old });
  const big = { type: 'file', format: 'text', content: 'n'.repeat(400_000) } as const;
  await assert.rejects(contents.save('a.txt', big), code('no_space', /No space left on the disk for a.txt/));
  await assert.rejects(contents.save('new.txt', big), code('no_space'));
  await contents.save('up.txt', { ...big, content: 'n'.repeat(100_000), chunk: 1 });
  await assert.rejects(contents.save('up.txt', { ...big, chunk: 2 }), code('no_space'));
  await assert.rejects(contents.save('up.txt', { ...big, chunk: -1 }), code('bad_request', /No upload/));
  assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), old);
  assert.deepEqual(await readdir(root), ['a.txt']);
  await assert.rejects(
    (async () => {
      for (let number = 0; number < 5; number++) await contents.copy('a.txt', '');
    })(),
    code('no_space'),
  );
  assert.equal((await readdir(root)).filter((name) => name.startsWith('.~')).length, 0);
});
