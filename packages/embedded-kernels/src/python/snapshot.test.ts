import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Snapshot } from './snapshot.ts';

const folder = await mkdtemp(join(tmpdir(), 'himalia-snapshot-'));
after(() => rm(folder, { recursive: true, force: true }));

describe('a snapshot', () => {
  it('is found by version and contents only', async () => {
    const snapshot = new Snapshot(join(folder, 'new'), '1', ['a']);
    assert.equal(await snapshot.read(), undefined);
    await snapshot.write(Buffer.from('memory'));
    assert.equal(String(await new Snapshot(join(folder, 'new'), '1', ['a']).read()), 'memory');
    assert.equal(await new Snapshot(join(folder, 'new'), '2', ['a']).read(), undefined);
    assert.equal(await new Snapshot(join(folder, 'new'), '1', ['b']).read(), undefined);
    const [name = ''] = await readdir(join(folder, 'new'));
    assert.equal((await stat(join(folder, 'new', name))).mode & 0o777, 0o600);
  });

  it('goes when it is old and another is written', async () => {
    const place = join(folder, 'old');
    await new Snapshot(place, '1', []).write(Buffer.from('1'));
    await new Snapshot(place, '2', []).write(Buffer.from('2'));
    await writeFile(join(place, 'other'), '');
    const longAgo = new Date(Date.now() - 30 * 24 * 3600 * 1000);
    for (const name of await readdir(place)) await utimes(join(place, name), longAgo, longAgo);
    await new Snapshot(place, '3', []).write(Buffer.from('3'));
    assert.deepEqual(
      (await readdir(place)).map((name) => name.split('-')[1] ?? name),
      ['other', '3'],
    );
  });

  it('that cannot be written leaves nothing and says nothing', async () => {
    await writeFile(join(folder, 'file'), '');
    await new Snapshot(join(folder, 'file'), '1', []).write(Buffer.from('1'));
    await new Snapshot(join(folder, 'none'), '1', []).remove();
  });
});
