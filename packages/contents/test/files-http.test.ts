import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { type Asking, asking, plugins, text } from './contents-server.ts';

let server: TestServer;
let { put, raw }: Asking = {} as Asking;
before(async () => {
  server = await bootServer({ plugins });
  ({ put, raw } = asking(server));
});
after(() => server.stop());

describe('getFile', () => {
  before(async () => {
    await mkdir(join(server.root, 'folder'));
    await writeFile(join(server.root, '.hidden'), 'x');
    await put('c.txt', text('x'));
  });

  it('gives bytes sandboxed, with their type; ranges and HEAD', async () => {
    await put('page.html', text('<b>hello</b>'));
    const page = await server.ask('files/page.html');
    assert.match(page.headers.get('content-security-policy') ?? '', /sandbox allow-scripts$/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal(await page.text(), '<b>hello</b>');
    const part = await server.ask('files/page.html', { headers: { range: 'bytes=3-7' } });
    assert.deepEqual(
      [part.status, part.headers.get('content-range'), await part.text()],
      [206, 'bytes 3-7/12', 'hello'],
    );
    assert.equal((await server.ask('files/page.html', { headers: { range: 'bytes=99-' } })).status, 416);
    const since = page.headers.get('last-modified') ?? '';
    const token = { authorization: `token ${server.token}` };
    assert.equal((await raw('/files/page.html', { ...token, 'if-modified-since': since })).status, 304);
    const head = await server.ask('files/page.html', { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '12', '']);
  });

  it('attaches notebooks and what is downloaded, and guesses unknown types', async () => {
    await put('ü (1).ipynb', { type: 'notebook' });
    const notebook = await server.ask(`files/${encodeURIComponent('ü (1).ipynb')}`);
    assert.equal(notebook.headers.get('content-type'), 'application/x-ipynb+json');
    assert.equal(notebook.headers.get('content-disposition'), "attachment; filename*=utf-8''%C3%BC%20%281%29.ipynb");
    const download = await server.ask('files/page.html?download=1');
    assert.equal(download.headers.get('content-disposition'), "attachment; filename*=utf-8''page.html");
    await put('README', text('é'.repeat(40_000)));
    await writeFile(join(server.root, 'noise'), Buffer.alloc(100, 0xff));
    const typeOf = async (path: string) => (await server.ask(`files/${path}`)).headers.get('content-type');
    assert.equal(await typeOf('README'), 'text/plain; charset=UTF-8');
    assert.equal(await typeOf('noise'), 'application/octet-stream');
    assert.equal(await typeOf('c.txt'), 'text/plain; charset=UTF-8');
  });

  it('follows links, and does not give what is hidden, outside or a folder', async () => {
    await symlink('/etc/hostname', join(server.root, 'linked.txt'));
    assert.equal((await server.ask('files/linked.txt')).status, 200);
    const token = { authorization: `token ${server.token}` };
    for (const [path, expected] of [
      ['.hidden', 404],
      ['none', 404],
      ['..%2f..%2fetc/passwd', 404],
      ['a%00', 404],
      ['folder', 403],
    ] as const)
      assert.equal((await raw(`/files/${path}`, token)).status, expected, path);
  });

  it('needs the XSRF token or this site where the login cookie asks', async () => {
    const login = await fetch(`${server.url}api/contents?token=${server.token}`);
    const cookie = login.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const { host } = new URL(server.url);
    const ask = async (headers: Record<string, string>, query = '') =>
      (await raw(`/files/page.html${query}`, { cookie, ...headers })).status;
    assert.equal(await ask({}), 403);
    assert.equal(await ask({ referer: 'http://evil.example/' }), 403);
    assert.equal(await ask({ referer: `http://evil.example/http://${host}/` }), 403);
    assert.equal(await ask({ 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await ask({}, '?_xsrf=wrong'), 403);
    assert.equal(await ask({ referer: `http://${host}/lab` }), 200);
    assert.equal(await ask({ 'sec-fetch-site': 'same-origin' }), 200);
    const xsrf = 'x'.repeat(32);
    assert.equal(await ask({ cookie: `${cookie}; _xsrf=${xsrf}` }, `?_xsrf=${xsrf}`), 200);
    assert.equal(await ask({ cookie: `${cookie}; _xsrf=${xsrf}` }, `?_xsrf=${'y'.repeat(32)}`), 403);
  });
});

describe('viewFile and the former address', () => {
  it('shows a file in a sandboxed frame, its name escaped', async () => {
    await put(encodeURIComponent('<b>"x.html'), text('x'));
    const page = await (await server.ask(`view/${encodeURIComponent('<b>"x.html')}`)).text();
    assert.match(page, /<iframe [^>]*sandbox="allow-scripts" src="\/files\/%3Cb%3E%22x.html">/);
    assert.ok(!page.includes('<b>"x'));
    assert.equal((await server.ask('view/none')).status, 404);
    assert.equal((await server.ask('view/folder')).status, 404);
  });

  it('/api/notebooks leads to /api/contents', async () => {
    const answer = await fetch(`${server.url}api/notebooks/a%20b/c.ipynb`, { redirect: 'manual' });
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/api/contents/a%20b/c.ipynb']);
  });
});
