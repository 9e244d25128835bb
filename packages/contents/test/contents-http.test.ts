import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { type Asking, asking, plugins, text } from './contents-server.ts';

// What every implementation answers is in the suite of packages/testing; here is what also shows on the disk.
let server: TestServer;
let { asked, put, raw }: Asking = {} as Asking;
before(async () => {
  server = await bootServer({ plugins });
  ({ asked, put, raw } = asking(server));
});
after(() => server.stop());

describe('getContents', () => {
  it('answers with every key, Last-Modified and no Location', async () => {
    await put('get.txt', text('x'));
    const { status, headers, body } = await asked('api/contents/get.txt?hash=1&1795399301000');
    assert.equal(status, 200);
    assert.equal(Object.keys(body).length, 12);
    assert.equal(headers.get('last-modified'), new Date(String(body.last_modified)).toUTCString());
    assert.equal(headers.get('location'), null);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  });

  it('refuses bad parameters and types with the reasons clients know', async () => {
    await put('type.txt', text('x'));
    for (const query of ['content=2', 'hash=yes', 'format=xml'])
      assert.equal((await asked(`api/contents/type.txt?${query}`)).status, 400, query);
    const { status, body } = await asked('api/contents/type.txt?type=directory');
    assert.deepEqual([status, body], [400, { message: 'type.txt is not a directory', reason: 'bad type' }]);
    assert.equal((await asked('api/contents/type.txt?type=strange')).body.type, 'file');
    await writeFile(join(server.root, 'bytes'), Buffer.from([0xff, 0xfe]));
    assert.equal((await asked('api/contents/bytes?format=text')).body.reason, 'bad format');
  });

  it('does not find what is missing, hidden, or outside', async () => {
    await writeFile(join(server.root, '.hidden'), 'x');
    const missing = await asked('api/contents/none.txt');
    assert.deepEqual(missing.body, { message: "file or directory 'none.txt' does not exist", reason: null });
    const paths = [
      '.hidden',
      '%2e%2e',
      '..%2fx',
      '%2E%2E%2F%2e%2e/etc/passwd',
      'a%00b',
      '../x',
      'd/..%2f..%2fx',
      '%2e%2e%2f',
    ];
    const token = { authorization: `token ${server.token}` };
    for (const path of [...paths, 'get.txt/x', 'x'.repeat(300)])
      assert.equal((await raw(`/api/contents/${path}`, token)).status, 404, path);
    assert.equal((await raw('/api/contents/%ff', token)).status, 400);
  });
});

describe('saveContents', () => {
  it('answers 201 and 200, with Location, the hash as ETag, and what If-Match asks', async () => {
    const created = await put("sub%20dir%20'1'.txt", text('one'));
    assert.equal(created.status, 201);
    assert.equal(created.headers.get('location'), '/api/contents/sub%20dir%20%271%27.txt');
    const tag = created.headers.get('etag') ?? '';
    const replaced = await put("sub%20dir%20'1'.txt", text('two'), { 'if-match': tag });
    assert.equal(replaced.status, 200);
    const { status, body } = await put("sub%20dir%20'1'.txt", text('three'), { 'if-match': tag });
    assert.deepEqual([status, body.reason], [412, null]);
    assert.equal((await put("sub%20dir%20'1'.txt", text('x'), { 'if-none-match': '*' })).status, 412);
    assert.equal(await readFile(join(server.root, "sub dir '1'.txt"), 'utf8'), 'two');
  });

  it('keeps how numbers are spelled, in and out', async () => {
    const body =
      '{"type":"notebook","format":"json","content":{"cells":[],"metadata":{"a":1.0,"b":1e3,"c":12345678901234567890,"d":-0,"e":2},"nbformat":4,"nbformat_minor":5}}';
    assert.equal((await put('numbers.ipynb', body)).status, 201);
    const file = await readFile(join(server.root, 'numbers.ipynb'), 'utf8');
    assert.match(file, /"a": 1\.0,\n {2}"b": 1e3,\n {2}"c": 12345678901234567890,\n {2}"d": -0,\n {2}"e": 2\n/);
    const answer = await (await server.ask('api/contents/numbers.ipynb')).text();
    assert.match(answer, /"a":1\.0,"b":1e3,"c":12345678901234567890,"d":-0,"e":2/);
  });

  it('makes an untitled file where nothing is put into a folder', async () => {
    await put('bare', { type: 'directory' });
    const { status, body } = await put('bare', {});
    assert.deepEqual([status, body.path], [201, 'bare/untitled']);
  });

  it('refuses as jupyter_server does', async () => {
    await put('there.txt', text('x'));
    const refusals: [string, unknown, number][] = [
      ['there.txt', { content: 'x', format: 'text' }, 400],
      ['there.txt', { type: 'file', format: 'text' }, 400],
      ['there.txt', { type: 'file', content: 'x' }, 400],
      ['new.txt', { copy_from: 'there.txt' }, 400],
      ['.new', text('x'), 400],
      ['none/new.txt', text('x'), 404],
      ['new.txt', {}, 404],
      ['new.txt', undefined, 404],
      ['new.txt', '{', 400],
      ['new.txt', '[1]', 400],
      ['new.ipynb', { type: 'notebook', content: { nbformat: 4 } }, 400],
    ];
    for (const [path, body, expected] of refusals) {
      const { status, body: error } = await put(path, body);
      assert.equal(status, expected, `${path} ${JSON.stringify(body)}`);
      assert.equal(typeof error.message, 'string');
    }
    assert.ok(!(await readdir(server.root)).some((name) => name.startsWith('new')));
  });

  it('takes a large notebook and refuses more than 512 MiB', async () => {
    const { status } = await put('large.txt', text('x'.repeat(20 * 1024 * 1024)));
    assert.equal(status, 201);
    const refused = await raw(
      '/api/contents/huge.txt',
      {
        authorization: `token ${server.token}`,
        'content-length': String(600 * 1024 * 1024),
        'content-type': 'application/json',
      },
      'PUT',
    ).catch(() => ({ status: 413 }));
    assert.equal(refused.status, 413);
  });

  it('uploads in pieces: 201, then 200', async () => {
    const piece = (content: string, chunk: number) => ({
      type: 'file',
      format: 'base64',
      content: btoa(content),
      chunk,
      name: 'up',
    });
    const statuses = [];
    for (const [content, chunk] of [
      ['one', 1],
      ['two', 2],
      ['three', -1],
    ] as const)
      statuses.push((await put('up.ipynb', piece(content, chunk))).status);
    assert.deepEqual(statuses, [201, 200, 200]);
    assert.equal(await readFile(join(server.root, 'up.ipynb'), 'utf8'), 'onetwothree');
  });
});

describe('renameContents and deleteContents', () => {
  it('rename: 200, 409, 404, 400', async () => {
    await put('from.txt', text('x'));
    await put('other.txt', text('x'));
    const patch = (path: string, body?: unknown) => asked(`api/contents/${path}`, { method: 'PATCH', body });
    const conflict = await patch('from.txt', { path: 'other.txt' });
    assert.deepEqual([conflict.status, conflict.body.message], [409, 'File already exists: other.txt']);
    const moved = await patch('from.txt', { path: 'to.txt' });
    assert.deepEqual([moved.status, moved.headers.get('location')], [200, '/api/contents/to.txt']);
    assert.equal((await patch('from.txt', { path: 'x.txt' })).status, 404);
    assert.equal((await patch('to.txt', { path: '.x' })).status, 400);
    assert.equal((await patch('to.txt', { path: '../x' })).status, 404);
    assert.equal((await patch('to.txt')).status, 400);
    assert.equal((await patch('to.txt', {})).status, 200);
  });

  it('delete: 204 without a body, into the trash; 404, 400', async () => {
    await put('bin.txt', text('x'));
    const remove = (path: string) => server.ask(`api/contents/${path}`, { method: 'DELETE' });
    const gone = await remove('bin.txt');
    assert.deepEqual([gone.status, await gone.text(), gone.headers.get('content-type')], [204, '', null]);
    assert.ok((await stat(join(server.folder, 'home/.local/share/Trash/files/bin.txt'))).isFile());
    for (const [path, expected] of [
      ['bin.txt', 404],
      ['', 400],
      ['.hidden', 400],
    ] as const)
      assert.equal((await remove(path)).status, expected, path);
  });
});

describe('checkpoints', () => {
  it('list, create, restore, delete', async () => {
    await put('c.txt', text('one'));
    const at = 'api/contents/c.txt/checkpoints';
    assert.deepEqual((await asked(at)).body, []);
    assert.deepEqual((await asked('api/contents/none/checkpoints')).body, []);
    const made = await asked(at, { method: 'POST' });
    assert.deepEqual(
      [made.status, made.headers.get('location'), made.body.id],
      [201, `/${at}/checkpoint`, 'checkpoint'],
    );
    await put('c.txt', text('two'));
    assert.equal((await asked(`${at}/checkpoint`, { method: 'POST' })).status, 204);
    assert.equal(await readFile(join(server.root, 'c.txt'), 'utf8'), 'one');
    assert.equal((await asked(`${at}/other`, { method: 'POST' })).status, 404);
    assert.equal((await asked(`${at}/checkpoint`, { method: 'DELETE' })).status, 204);
    assert.equal((await asked(`${at}/checkpoint`, { method: 'DELETE' })).status, 404);
    assert.equal((await asked('api/contents/none/checkpoints', { method: 'POST' })).status, 404);
  });
});

it('events tell of each request once', async () => {
  const socket = server.socket('api/events/subscribe');
  const events: { action: string; path: string }[] = [];
  socket.on('message', (data) => events.push(JSON.parse(String(data))));
  await new Promise((resolve) => socket.once('open', resolve));
  await put('e.txt', text('x'));
  await asked('api/contents');
  await asked('api/contents/e.txt', { method: 'PATCH', body: { path: 'f.txt' } });
  await asked('api/contents/f.txt', { method: 'DELETE' });
  for (let tries = 0; tries < 200 && events.length < 4; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  socket.terminate();
  assert.deepEqual(
    events.map(({ action, path }) => [action, path]),
    [
      ['save', 'e.txt'],
      ['get', ''],
      ['rename', 'f.txt'],
      ['delete', 'f.txt'],
    ],
  );
});

it('a root that is not there stops the start and is named', async () => {
  const config = { contents: { rootDir: '/nowhere/at/all' } };
  await assert.rejects(bootServer({ plugins, config }), /\/nowhere\/at\/all does not exist/);
  const file = { contents: { rootDir: join(server.root, 'c.txt') } };
  await assert.rejects(bootServer({ plugins, config: file }), /is not a folder/);
});
