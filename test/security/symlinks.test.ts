import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Home } from '@himalia/testing';
import { DefendedServer } from './defended-server.ts';

/** Links are followed (contents, SPEC 2); what is done to a link is done to the link, and those that lead nowhere end nothing. */
let server: DefendedServer;
let outside: string;
before(async () => {
  const home = new Home();
  outside = join(home.folder, 'outside');
  home.write('outside/kept.txt', 'kept');
  home.write('outside/deep/kept.txt', 'kept');
  mkdirSync(join(home.root, 'folder'));
  for (const [name, target] of [
    ['file.txt', '../outside/kept.txt'],
    ['dir', '../outside'],
    ['renamed', '../outside'],
    ['folder/inner', '../../outside'],
    ['folder/file.txt', '../../outside/kept.txt'],
    ['loop', 'loop'],
    ['up', '.'],
    ['dangling.txt', '../outside/missing.txt'],
  ] as const)
    symlinkSync(target, join(home.root, name));
  server = await DefendedServer.start({ home });
});
after(() => server[Symbol.asyncDispose]());

const ask = async (path: string, method = 'GET', body?: object): Promise<number> =>
  (await server.ask(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).status;

function assertKept(): void {
  assert.deepEqual(readdirSync(outside).sort(), ['deep', 'kept.txt']);
  assert.equal(readFileSync(join(outside, 'kept.txt'), 'utf8'), 'kept');
  assert.equal(readFileSync(join(outside, 'deep/kept.txt'), 'utf8'), 'kept');
}

test('a link is renamed and deleted itself, not what it leads to', async () => {
  assert.equal(await ask('api/contents/renamed', 'PATCH', { path: 'other' }), 200);
  assert.ok(lstatSync(join(server.root, 'other')).isSymbolicLink());
  for (const name of ['file.txt', 'other']) {
    assert.equal(await ask(`api/contents/${name}`, 'DELETE'), 204, name);
    assert.ok(!existsSync(join(server.root, name)), name);
  }
  assertKept();
});

test('deleting a folder ends at the links in it', async () => {
  assert.equal(await ask('api/contents/folder', 'DELETE'), 204);
  assert.ok(!existsSync(join(server.root, 'folder')));
  assertKept();
});

test('links into themselves and to nothing are answered, and end no listing, copy, archive or search', async () => {
  for (const path of ['api/contents/loop', 'files/loop', 'api/contents/loop/a.txt', 'view/loop', 'nbconvert/html/loop'])
    assert.ok([400, 403, 404].includes(await ask(path)), `${path}: ${await ask(path)}`);
  assert.ok([404, 400].includes(await ask('api/contents/dangling.txt')));
  assert.equal(await ask('api/contents'), 200);
  for (const format of ['zip', 'tar.gz'])
    assert.equal(await ask(`api/himalia/archives/up?format=${format}`), 200, format);
  assert.notEqual(await ask('api/contents', 'POST', { copy_from: 'up' }), 500);
  assert.equal(await ask(`api/contents/${'up/'.repeat(30)}dir/kept.txt`), 200);
  assert.equal(await ask('api/status'), 200);
  assertKept();
});
