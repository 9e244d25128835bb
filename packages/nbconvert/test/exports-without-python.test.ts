import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { LongOperation } from '@himalia/contracts/operations';
import { bootServer, contentsPlugins, type TestServer } from '@himalia/testing';
import { code, markdown, notebook, printed } from './notebooks.ts';

const plugins = [...contentsPlugins, '@himalia/system:operations', '@himalia/nbconvert:nbconvert'];
const content = notebook(markdown('# Created by test'), code('print(2 * 6)', [printed('12\n')], 1));
let server: TestServer;
before(async () => {
  server = await bootServer({
    plugins,
    config: { nbconvert: { python: false, maxMegabytes: 1 }, http: { baseUrl: '/b/' } },
  });
  mkdirSync(join(server.root, 'sub'));
  writeFileSync(join(server.root, 'sub/A b.ipynb'), JSON.stringify(content));
  writeFileSync(join(server.root, 'broken.ipynb'), '{');
  writeFileSync(join(server.root, 'a.txt'), 'text');
});
after(() => server.stop());

const get = (path: string) => server.ask(path, { redirect: 'manual' });
const post = (format: string, body: unknown) => server.ask(`nbconvert/${format}`, { method: 'POST', body });

test('getExportFormats: what can be done without Python', async () => {
  assert.deepEqual(await (await get('api/nbconvert')).json(), {
    html: { output_mimetype: 'text/html' },
    markdown: { output_mimetype: 'text/markdown' },
    notebook: { output_mimetype: 'application/json' },
    python: { output_mimetype: 'text/x-python' },
    script: { output_mimetype: '' },
  });
});

test('exportNotebook: the result, in a sandbox, converted anew each time', async () => {
  const page = await get('nbconvert/html/sub/A%20b.ipynb');
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>A b<\/title>.*Created by test.*print\(2 \* 6\).*12/s);
  assert.deepEqual(
    ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options', 'content-disposition'].map(
      (name) => page.headers.get(name),
    ),
    [
      'text/html; charset=utf-8',
      'no-store, no-cache, must-revalidate, max-age=0',
      "frame-ancestors 'self'; report-uri /b/api/security/csp-report; sandbox allow-scripts",
      'nosniff',
      null,
    ],
  );
  const entry = (await (await get('api/contents/sub/A%20b.ipynb?content=0')).json()) as { last_modified: string };
  assert.equal(page.headers.get('last-modified'), new Date(entry.last_modified).toUTCString());
});

test('exportNotebook: offered for saving under its own name', async () => {
  const saved = await get('nbconvert/script/sub/A%20b.ipynb?download=true');
  assert.equal(saved.headers.get('content-disposition'), "attachment; filename*=utf-8''A%20b.py");
  assert.equal(saved.headers.get('content-type'), 'text/x-python; charset=utf-8');
  assert.match(await saved.text(), /^#!\/usr\/bin\/env python/);
  const notebookAgain = await (await get('nbconvert/notebook/sub/A%20b.ipynb')).json();
  assert.equal((notebookAgain as { nbformat: number }).nbformat, 4);
});

test('exportNotebook: what is no notebook is elsewhere; what cannot be read or is not there is an error page', async () => {
  const other = await get('nbconvert/html/a.txt');
  assert.deepEqual([other.status, other.headers.get('location')], [302, '/b/files/a.txt']);
  for (const [path, status, message] of [
    ['nbconvert/html/none.ipynb', 404, /none\.ipynb/],
    ['nbconvert/html/broken.ipynb', 400, /Unreadable Notebook/],
    ['nbconvert/html/..%2F..%2Fetc%2Fpasswd', 404, /404/],
    ['nbconvert/nope/sub/A%20b.ipynb', 404, /No exporter for format: nope; there are html, markdown/],
    ['nbconvert/pdf/sub/A%20b.ipynb', 404, /pip install nbconvert.*XeLaTeX/],
    ['nbconvert/a.b/sub/A%20b.ipynb', 404, /404/],
  ] as const) {
    const answer = await get(path);
    const text = await answer.text();
    assert.deepEqual([answer.status, answer.headers.get('content-type')?.slice(0, 9)], [status, 'text/html'], path);
    assert.match(text, message, path);
  }
});

test('exportNotebook: not for strangers, and not for pages of other sites', async () => {
  const url = new URL('nbconvert/html/sub/A%20b.ipynb', server.url);
  const stranger = await fetch(url, { redirect: 'manual' });
  assert.deepEqual([stranger.status, new URL(stranger.headers.get('location') ?? '', url).pathname], [302, '/b/login']);
  const login = await fetch(new URL(`api/status?token=${server.token}`, server.url));
  const cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const by = async (headers: Record<string, string>) => (await fetch(url, { headers: { cookie, ...headers } })).status;
  assert.deepEqual(
    [await by({}), await by({ referer: 'http://evil.example/' }), await by({ referer: `${url.origin}/b/lab` })],
    [403, 403, 200],
  );
});

test('convertNotebook: what is sent is converted; what is no notebook is refused', async () => {
  const answer = await post('html', { content, name: 'My <title>.ipynb' });
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /<title>My &lt;title&gt;<\/title>.*Created by test/s);
  assert.match(answer.headers.get('content-security-policy') ?? '', /; sandbox allow-scripts$/);
  assert.equal(
    (await post('python', { content: { cells: [], metadata: {} } })).status,
    200,
    'the version may be missing',
  );
  for (const body of [{}, { content: [] }, { content: { cells: 1 } }, { content: { ...content, nbformat: 9 } }])
    assert.equal((await post('html', body)).status, 400, JSON.stringify(body));
  assert.equal((await post('nope', { content })).status, 404);
});

test('convertNotebook: a result that is too large is refused', async () => {
  const large = notebook(markdown('x'.repeat(1_100_000)));
  const answer = await post('markdown', { content: large });
  assert.deepEqual([answer.status, /larger than 1 MiB/.test(await answer.text())], [413, true]);
});

test('exportNotebook, convertNotebook: as an operation the result is a file to save, and refusals are its error', async () => {
  const headers = { prefer: 'respond-async, wait=0' };
  const ended = async (answer: Response): Promise<LongOperation> => {
    assert.deepEqual([answer.status, answer.headers.get('preference-applied')], [202, 'respond-async']);
    return (await (await get(`${answer.headers.get('location')?.slice(2)}?wait=60`)).json()) as LongOperation;
  };
  const { kind, status, result } = await ended(await server.ask('nbconvert/html/sub/A%20b.ipynb', { headers }));
  assert.deepEqual([kind, status], ['convert', 'succeeded']);
  const file = await get(result?.location?.slice(2) ?? '');
  assert.equal(file.headers.get('content-disposition'), "attachment; filename*=utf-8''A%20b.html");
  assert.match(await file.text(), /Created by test/);
  const body = { name: 'x.ipynb', content };
  const refused = await ended(await server.ask('nbconvert/none', { method: 'POST', headers, body }));
  assert.deepEqual([refused.status, refused.error?.status], ['failed', 404]);
  const waiting = await server.ask('nbconvert/html', {
    method: 'POST',
    headers: { prefer: 'respond-async, wait=60' },
    body,
  });
  assert.equal(waiting.status, 200);
});
