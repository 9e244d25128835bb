import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { type Asking, asking, plugins, text } from './contents-server.ts';

// What every implementation answers is in the suite of packages/testing; here is what shows on the disk.
let server: TestServer;
let { asked, put, raw }: Asking = {} as Asking;
before(async () => {
  server = await bootServer({ plugins });
  ({ asked, put, raw } = asking(server));
});
after(() => server.stop());

const onDisk = (path: string): Promise<string> => readFile(join(server.root, path), 'utf8');

it('getContents: what is hidden is not found, bytes are no text', async () => {
  await writeFile(join(server.root, '.hidden'), 'x');
  await writeFile(join(server.root, 'bytes'), Buffer.from([0xff, 0xfe]));
  assert.equal((await asked('api/contents/.hidden')).status, 404);
  assert.equal((await asked('api/contents/bytes?format=text')).body.reason, 'bad format');
});

it('saveContents: what If-Match refuses changes nothing', async () => {
  const path = "sub%20dir%20'1'.txt";
  const tag = (await put(path, text('one'))).headers.get('etag') ?? '';
  assert.equal((await put(path, text('two'), { 'if-match': tag })).status, 200);
  assert.equal((await put(path, text('three'), { 'if-match': tag })).status, 412);
  assert.equal(await onDisk("sub dir '1'.txt"), 'two');
});

it('saveContents: keeps how numbers are spelled', async () => {
  const body =
    '{"type":"notebook","format":"json","content":{"cells":[],"metadata":{"a":1.0,"b":1e3,"c":12345678901234567890,"d":-0,"e":2},"nbformat":4,"nbformat_minor":5}}';
  assert.equal((await put('numbers.ipynb', body)).status, 201);
  const spelled = /"a": 1\.0,\n {2}"b": 1e3,\n {2}"c": 12345678901234567890,\n {2}"d": -0,\n {2}"e": 2\n/;
  assert.match(await onDisk('numbers.ipynb'), spelled);
});

it('saveContents: makes an untitled file where nothing is put into a folder', async () => {
  await put('bare', { type: 'directory' });
  const { status, body } = await put('bare', {});
  assert.deepEqual([status, body.path], [201, 'bare/untitled']);
});

it('saveContents: what is refused leaves nothing behind', async () => {
  for (const body of ['{', '[1]', undefined]) await put('new.txt', body);
  assert.equal((await put('new.ipynb', { type: 'notebook', content: { nbformat: 4 } })).status, 400);
  assert.ok(!(await readdir(server.root)).some((name) => name.startsWith('new')));
});

it('saveContents: refuses more than 512 MiB', async () => {
  const headers = {
    authorization: `token ${server.token}`,
    'content-length': String(600 * 1024 * 1024),
    'content-type': 'application/json',
  };
  const refused = await raw('/api/contents/huge.txt', headers, 'PUT').catch(() => ({ status: 413 }));
  assert.equal(refused.status, 413);
});

it('deleteContents: into the trash', async () => {
  await put('bin.txt', text('x'));
  assert.equal((await asked('api/contents/bin.txt', { method: 'DELETE' })).status, 204);
  assert.ok((await stat(join(server.folder, 'home/.local/share/Trash/files/bin.txt'))).isFile());
});

it('a root that is not there stops the start and is named', async () => {
  await put('c.txt', text('x'));
  const config = { contents: { rootDir: '/nowhere/at/all' } };
  await assert.rejects(bootServer({ plugins, config }), /\/nowhere\/at\/all does not exist/);
  const file = { contents: { rootDir: join(server.root, 'c.txt') } };
  await assert.rejects(bootServer({ plugins, config: file }), /is not a folder/);
});

const isRoot = process.getuid?.() === 0;
it('a root that may not be read stops the start', { skip: isRoot && 'root may read everything' }, async () => {
  const rootDir = join(server.root, 'locked');
  await mkdir(rootDir, { mode: 0 });
  await assert.rejects(bootServer({ plugins, config: { contents: { rootDir } } }), /locked may not be read/);
  await rmdir(rootDir);
});
