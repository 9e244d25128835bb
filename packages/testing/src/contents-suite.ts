import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { WebSocket } from 'ws';
import type { AskInit } from './as-owner.ts';
import { type Asking, asking, text } from './asking.ts';
import { eventually } from './eventually.ts';

/** What the suite needs of a server that serves contents and events; its root is empty. */
export type ContentsServer = {
  readonly url: string;
  readonly token: string;
  ask(path: string, init?: AskInit): Promise<Response>;
  socket(path: string): WebSocket;
  stop(): Promise<unknown>;
};

let server: ContentsServer;
let { asked, put, raw }: Asking = {} as Asking;

/**
 * What every implementation of `Contents` answers over HTTP, as `node:test` cases: the contract and those sentences of its
 * SPEC.md that do not speak of a disk. Nothing is looked at but through the server.
 */
export function contentsSuite(start: () => Promise<ContentsServer>): void {
  before(async () => {
    server = await start();
    ({ asked, put, raw } = asking(server));
  });
  after(() => server.stop());
  describe('getContents', reads);
  describe('saveContents', saves);
  describe('createContents, renameContents, deleteContents', changes);
  describe('checkpoints and trust', checkpoints);
  describe('getFile and viewFile', files);
  it('events tell of each request once', events);
}

const folder = (path: string) => put(path, { type: 'directory' });

function reads(): void {
  it('answers with every key, Last-Modified and no Location', async () => {
    await put('get.txt', text('x'));
    const { status, headers, body } = await asked('api/contents/get.txt?hash=1&1795399301000');
    assert.equal(status, 200);
    assert.equal(Object.keys(body).length, 12);
    assert.equal(body.hash, '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881');
    assert.equal(headers.get('last-modified'), new Date(String(body.last_modified)).toUTCString());
    assert.equal(headers.get('location'), null);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  });

  it('lists the root with and without a slash', async () => {
    for (const path of ['api/contents', 'api/contents?content=1&type=directory']) {
      const { status, body } = await asked(path);
      assert.deepEqual([status, body.name, body.path, body.format], [200, '', '', 'json']);
    }
    await folder('listed');
    await put('listed/b.ipynb', { type: 'notebook' });
    const { content } = (await asked('api/contents/listed')).body as { content: Record<string, unknown>[] };
    assert.deepEqual(
      content.map(({ name, path, type, content: none }) => [name, path, type, none]),
      [['b.ipynb', 'listed/b.ipynb', 'notebook', null]],
    );
  });

  it('refuses bad parameters and types with the reasons clients know', async () => {
    await put('type.txt', text('x'));
    for (const query of ['content=2', 'hash=yes', 'format=xml'])
      assert.equal((await asked(`api/contents/type.txt?${query}`)).status, 400, query);
    const { status, body } = await asked('api/contents/type.txt?type=directory');
    assert.deepEqual([status, body], [400, { message: 'type.txt is not a directory', reason: 'bad type' }]);
    assert.equal((await asked('api/contents/type.txt?type=strange')).body.type, 'file');
    await put('bytes', { type: 'file', format: 'base64', content: '//4=' });
    assert.equal((await asked('api/contents/bytes?format=text')).body.reason, 'bad format');
    const bytes = await asked('api/contents/bytes');
    assert.deepEqual([bytes.body.format, bytes.body.content], ['base64', '//4=\n']);
  });

  it('gives a folder in pages and as lines, a file in parts', async () => {
    await folder('pages');
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await put(`pages/${name}`, text('one\ntwo\nthree'));
    const first = (await asked('api/contents/pages?limit=2')).body;
    const second = (await asked(`api/contents/pages?limit=2&cursor=${first.next_cursor}`)).body;
    const names = [first, second].map(({ content }) => (content as { name: string }[]).map(({ name }) => name));
    assert.deepEqual([names, second.next_cursor], [[['a.txt', 'b.txt'], ['c.txt']], null]);
    const lines = await (
      await server.ask('api/contents/pages', { headers: { accept: 'application/x-ndjson' } })
    ).text();
    assert.deepEqual(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).name)
        .sort(),
      names.flat(),
    );
    const part = (await asked('api/contents/pages/a.txt?lines=1:2')).body;
    assert.deepEqual([part.content, part.range], ['two\n', { unit: 'lines', start: 1, stop: 2, total: 3 }]);
    const cells = ['x', 'y'].map((source) => ({ cell_type: 'raw', id: source, metadata: {}, source }));
    await put('pages/n.ipynb', { type: 'notebook', content: { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 } });
    const { content, range } = (await asked('api/contents/pages/n.ipynb?cells=1:')).body;
    assert.deepEqual((content as { cells: unknown[] }).cells, cells.slice(1));
    assert.deepEqual(range, { unit: 'cells', start: 1, stop: 2, total: 2 });
  });

  it('does not find what is missing, hidden, or outside', async () => {
    const missing = await asked('api/contents/none.txt');
    assert.deepEqual(missing.body, { message: "file or directory 'none.txt' does not exist", reason: null });
    const outside = ['.hidden', '%2e%2e', '..%2fx', '%2E%2E%2F%2e%2e/etc/passwd', 'a%00b', '../x', 'd/..%2f..%2fx'];
    const token = { authorization: `token ${server.token}` };
    for (const path of [...outside, '%2e%2e%2f', 'get.txt/x', 'x'.repeat(300)])
      assert.equal((await raw(`/api/contents/${path}`, token)).status, 404, path);
    assert.equal((await raw('/api/contents/%ff', token)).status, 400);
  });
}

function saves(): void {
  it('answers 201 and 200, with Location, the hash as ETag, and what If-Match asks', async () => {
    const path = "sub%20dir%20'1'.txt";
    const created = await put(path, text('one'));
    assert.equal(created.status, 201);
    assert.equal(created.headers.get('location'), '/api/contents/sub%20dir%20%271%27.txt');
    const tag = created.headers.get('etag') ?? '';
    assert.equal((await put(path, text('two'), { 'if-match': tag })).status, 200);
    const { status, body } = await put(path, text('three'), { 'if-match': tag });
    assert.deepEqual([status, body.reason], [412, null]);
    assert.equal((await put(path, text('x'), { 'if-none-match': '*' })).status, 412);
    assert.equal((await put('absent.txt', text('x'), { 'if-match': '*' })).status, 412);
    assert.equal((await asked(`api/contents/${path}`)).body.content, 'two');
  });

  it('keeps how numbers are spelled', async () => {
    const metadata = '{"a":1.0,"b":1e3,"c":12345678901234567890,"d":-0,"e":2}';
    const content = `{"cells":[],"metadata":${metadata},"nbformat":4,"nbformat_minor":5}`;
    const body = `{"type":"notebook","format":"json","content":${content}}`;
    assert.equal((await put('numbers.ipynb', body)).status, 201);
    assert.ok((await (await server.ask('api/contents/numbers.ipynb')).text()).includes(metadata.slice(1, -1)));
  });

  it('refuses as jupyter_server does', async () => {
    await put('there.txt', text('x'));
    const refusals: readonly (readonly [string, unknown, number])[] = [
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
    for (const path of ['new.txt', 'new.ipynb']) assert.equal((await asked(`api/contents/${path}`)).status, 404);
  });

  it('takes a file of 20 MiB', async () => {
    assert.equal((await put('large.txt', text('x'.repeat(20 * 1024 * 1024)))).status, 201);
    assert.equal((await asked('api/contents/large.txt?content=0')).body.size, 20 * 1024 * 1024);
  });

  it('uploads in pieces: 201, then 200; out of order: 400', async () => {
    const piece = (content: string, chunk: number) =>
      put('up.ipynb', { type: 'file', format: 'base64', content: btoa(content), chunk, name: 'up' });
    assert.equal((await piece('lost', 2)).status, 400);
    assert.equal((await piece('one', 1)).status, 201);
    assert.equal((await piece('three', 3)).status, 400);
    assert.deepEqual([(await piece('two', 2)).status, (await piece('three', -1)).status], [200, 200]);
    assert.equal(await (await server.ask('files/up.ipynb')).text(), 'onetwothree');
  });
}

function changes(): void {
  it('create and copy: 201 with Location', async () => {
    await folder('new');
    const post = (path: string, body?: unknown) => asked(`api/contents/${path}`, { method: 'POST', body });
    const created = await post('new', { type: 'notebook' });
    assert.deepEqual(
      [created.status, created.headers.get('location'), created.body.type],
      [201, '/api/contents/new/Untitled.ipynb', 'notebook'],
    );
    assert.equal((await post('new')).body.path, 'new/untitled');
    assert.equal((await post('new', { type: 'directory' })).body.path, 'new/Untitled Folder');
    assert.equal((await post('new', { type: 'directory' })).body.path, 'new/Untitled Folder 1');
    assert.equal((await post('new', { copy_from: 'new/Untitled.ipynb' })).body.path, 'new/Untitled-Copy1.ipynb');
    assert.equal((await post('new/untitled', {})).body.message, 'Cannot POST to files, use PUT instead.');
    assert.equal((await post('none', {})).status, 404);
    assert.equal((await post('new', { copy_from: 'none' })).status, 404);
    assert.equal((await post('.x', {})).status, 400);
    assert.equal((await post('new', '{')).status, 400);
  });

  it('rename: 200, 409, 404, 400; a folder takes along what is in it', async () => {
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
    for (const path of ['outer', 'outer/inner', 'outer-not']) await folder(path);
    await put('outer/inner/file.txt', text('kept'));
    assert.equal((await patch('outer', { path: 'moved' })).status, 200);
    assert.equal((await asked('api/contents/moved/inner/file.txt')).body.content, 'kept');
    assert.equal((await asked('api/contents/outer-not')).status, 200);
    assert.equal((await patch('moved', { path: 'moved/inner/x' })).status, 400);
  });

  it('delete: 204 without a body; 404, 400', async () => {
    await put('bin.txt', text('x'));
    const remove = (path: string) => server.ask(`api/contents/${path}`, { method: 'DELETE' });
    const gone = await remove('bin.txt');
    assert.deepEqual([gone.status, await gone.text(), gone.headers.get('content-type')], [204, '', null]);
    assert.equal((await remove('bin.txt')).status, 404);
    assert.equal((await remove('')).status, 400);
    assert.equal((await remove('.hidden')).status, 400);
  });
}

function checkpoints(): void {
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
    assert.equal((await asked('api/contents/c.txt')).body.content, 'one');
    assert.equal((await asked(`${at}/other`, { method: 'POST' })).status, 404);
    assert.equal((await asked(`${at}/checkpoint`, { method: 'DELETE' })).status, 204);
    assert.equal((await asked(`${at}/checkpoint`, { method: 'DELETE' })).status, 404);
    assert.equal((await asked('api/contents/none/checkpoints', { method: 'POST' })).status, 404);
  });

  it('the first save of a notebook makes its checkpoint', async () => {
    await put('first.ipynb', { type: 'notebook' });
    assert.equal(((await asked('api/contents/first.ipynb/checkpoints')).body as unknown as unknown[]).length, 1);
  });

  it('trust: 201, and 404 and 400 for what is no notebook', async () => {
    const output = { output_type: 'display_data', data: { 'text/html': '<b>x</b>' }, metadata: {} };
    const cell = { id: 'a', cell_type: 'code', source: '', metadata: {}, execution_count: null, outputs: [output] };
    const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await put('t.ipynb', { type: 'notebook', format: 'json', content });
    type Trusting = { content: { cells: { metadata: { trusted: boolean } }[] } };
    const trusted = async () =>
      ((await asked('api/contents/t.ipynb')).body as Trusting).content.cells[0]?.metadata.trusted;
    assert.equal(await trusted(), false);
    const trust = (path: string) => server.ask(`api/contents/${path}/trust`, { method: 'POST' });
    assert.equal((await trust('t.ipynb')).status, 201);
    assert.equal(await trusted(), true);
    assert.equal((await trust('none.ipynb')).status, 404);
    await put('t.txt', text('x'));
    assert.equal((await trust('t.txt')).status, 400);
  });

  it('folders called checkpoints or trust are folders like others', async () => {
    for (const path of ['ml', 'ml/checkpoints', 'ml/checkpoints/run1', 'ml/trust', 'checkpoints']) await folder(path);
    await put('ml/checkpoints/a.ckpt', text('x'));
    assert.equal((await asked('api/contents/ml/checkpoints?content=1')).body.type, 'directory');
    assert.equal((await asked('api/contents/checkpoints')).body.path, 'checkpoints');
    for (const path of ['ml/checkpoints', 'ml/checkpoints/run1', 'ml/trust']) {
      const made = await asked(`api/contents/${path}`, { method: 'POST', body: { type: 'notebook' } });
      assert.deepEqual([made.status, made.body.path], [201, `${path}/Untitled.ipynb`]);
    }
    assert.equal((await asked('api/contents/ml/checkpoints/run1', { method: 'DELETE' })).status, 204);
    for (const path of ['ml/checkpoints/a.ckpt', 'ml/trust'])
      assert.equal((await asked(`api/contents/${path}`)).body.path, path, path);
    const renamed = await asked('api/contents/ml/trust', { method: 'PATCH', body: { path: 'ml/doubt' } });
    assert.deepEqual([renamed.status, renamed.body.path], [200, 'ml/doubt']);
    assert.equal((await asked('api/contents/ml/checkpoints', { method: 'DELETE' })).status, 204);
  });
}

function files(): void {
  it('gives bytes sandboxed, with their type; attaches notebooks and what is downloaded', async () => {
    await put('page.html', text('<b>hello</b>'));
    const page = await server.ask('files/page.html');
    assert.match(page.headers.get('content-security-policy') ?? '', /sandbox allow-scripts$/);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal(await page.text(), '<b>hello</b>');
    const download = await server.ask('files/page.html?download=1');
    assert.equal(download.headers.get('content-disposition'), "attachment; filename*=utf-8''page.html");
    await put('ü (1).ipynb', { type: 'notebook' });
    const notebook = await server.ask(`files/${encodeURIComponent('ü (1).ipynb')}`);
    assert.equal(notebook.headers.get('content-disposition'), "attachment; filename*=utf-8''%C3%BC%20%281%29.ipynb");
    await put('README', text('é'.repeat(40_000)));
    await put('noise', { type: 'file', format: 'base64', content: '/'.repeat(100) });
    const typeOf = async (path: string) => (await server.ask(`files/${path}`)).headers.get('content-type');
    assert.equal(await typeOf('README'), 'text/plain; charset=UTF-8');
    assert.equal(await typeOf('noise'), 'application/octet-stream');
  });

  it('refuses what is hidden, outside or a folder', async () => {
    await folder('folder');
    const token = { authorization: `token ${server.token}` };
    const refusals: readonly (readonly [string, number])[] = [
      ['.hidden', 404],
      ['none', 404],
      ['..%2f..%2fetc/passwd', 404],
      ['a%00', 404],
      ['folder', 403],
    ];
    for (const [path, status] of refusals) assert.equal((await raw(`/files/${path}`, token)).status, status, path);
    assert.equal((await server.ask('view/none')).status, 404);
    assert.equal((await server.ask('view/folder')).status, 404);
    assert.match(await (await server.ask('view/page.html')).text(), /<iframe [^>]*src="\/files\/page\.html">/);
  });
}

async function events(): Promise<void> {
  const socket = server.socket('api/events/subscribe');
  const heard: string[] = [];
  socket.on('message', (data) => {
    const { action, path } = JSON.parse(String(data)) as { action: string; path: string };
    heard.push(`${action} ${path}`);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  await put('e.txt', text('x'));
  await asked('api/contents');
  await asked('api/contents/e.txt', { method: 'PATCH', body: { path: 'f.txt' } });
  await asked('api/contents/f.txt', { method: 'DELETE' });
  await eventually('four events', () => heard.length >= 4);
  socket.terminate();
  assert.deepEqual(heard, ['save e.txt', 'get ', 'rename f.txt', 'delete f.txt']);
}
