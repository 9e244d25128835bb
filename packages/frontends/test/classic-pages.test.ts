import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bootServer, contentsPlugins, type TestServer } from '@himalia/testing';
import { findNbclassic } from '../src/nbclassic/installed-nbclassic.ts';

const python = process.env.HIMALIA_PYTHON;
const installed = python ? await findNbclassic([dirname(dirname(python))]) : undefined;
const folder = mkdtempSync(join(tmpdir(), 'himalia-classic-'));
after(() => rmSync(folder, { recursive: true, force: true }));

// Pythons of the machine may have one.
process.env.PATH = '/bin';

function boot(prefix: string): Promise<TestServer> {
  return bootServer({
    plugins: [
      ...contentsPlugins,
      '@himalia/terminals:terminals',
      '@himalia/frontends:nbclassic',
      '@himalia/frontends:nbclassic-root',
    ],
    config: { http: { baseUrl: '/b/' }, paths: { pythonPrefix: prefix } },
  });
}

test('without nbclassic each page says how to install it, and files are not found', async () => {
  const server = await boot(join(folder, 'empty'));
  try {
    for (const page of ['nbclassic/tree', 'terminals/1']) {
      const response = await server.ask(page);
      assert.equal(response.status, 503);
      assert.match(await response.text(), /pip install nbclassic/);
    }
    assert.equal((await server.ask('static/nbclassic/base/images/logo.png')).status, 404);
  } finally {
    await server.stop();
  }
});

describe('an installed nbclassic', { skip: installed ? false : 'no Python with nbclassic here' }, () => {
  let server: TestServer;
  const prefix = join(folder, 'prefix');
  before(async () => {
    if (!installed) return;
    const packages = join(prefix, 'lib/python3.11/site-packages');
    mkdirSync(packages, { recursive: true });
    symlinkSync(installed.folder, join(packages, 'nbclassic'));
    mkdirSync(join(packages, `nbclassic-${installed.version}.dist-info`));
    mkdirSync(join(prefix, 'share/jupyter/nbextensions/mine'), { recursive: true });
    writeFileSync(join(prefix, 'share/jupyter/nbextensions/mine/main.js'), 'define({});');
    server = await boot(prefix);
    writeFileSync(join(server.root, "a <b> 'c'.ipynb"), '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
    mkdirSync(join(server.root, 'sub/deep'), { recursive: true });
    writeFileSync(join(server.root, 'sub/x.txt'), 'x');
  });
  after(() => server?.stop());
  const open = (path: string): Promise<Response> => fetch(new URL(path, server.url));
  const page = async (path: string): Promise<string> => {
    const response = await server.ask(path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('content-type'), 'text/html; charset=UTF-8');
    return response.text();
  };
  const location = async (path: string): Promise<string | null> => {
    const response = await server.ask(path, { redirect: 'manual' });
    assert.ok([301, 302].includes(response.status), `${path}: ${response.status}`);
    return response.headers.get('location');
  };

  test('getClassicTree: the folder, its breadcrumbs, what the scripts read; no token', async () => {
    const html = await page('nbclassic/tree/sub/deep');
    assert.match(html, /<title>sub\/deep\/<\/title>/);
    assert.match(html, /data-notebook-path="sub%2Fdeep"/);
    assert.match(html, /data-base-url="%2Fb%2F"/);
    assert.match(html, /data-terminals-available="True"/);
    assert.match(html, /href="\/b\/nbclassic\/tree\/sub\/deep"/);
    assert.match(html, /document\.nbclassicPath = '\/nbclassic'/);
    assert.doesNotMatch(html, /\{[{%]|data-jupyter-api-token/);
    assert.ok(!html.includes(server.token));
  });

  test('getClassicNotebook: names are escaped wherever they stand', async () => {
    const html = await page(`nbclassic/notebooks/${encodeURIComponent("a <b> 'c'.ipynb")}`);
    assert.match(html, /data-notebook-name="a%20%3Cb%3E%20(?:'|%27|&#39;)c(?:'|%27|&#39;)\.ipynb"/);
    assert.ok(!html.includes('<b>'));
    assert.doesNotMatch(html, /\{[{%]/);
  });

  test('getClassicEditor, getClassicTerminal', async () => {
    assert.match(await page('nbclassic/edit/sub/x.txt'), /<title>x\.txt \(editing\)<\/title>/);
    assert.match(await page('terminals/7'), /data-ws-path="terminals\/websocket\/7"/);
    const terminals = (await (await server.ask('api/terminals')).json()) as { name: string }[];
    assert.deepEqual(
      terminals.map(({ name }) => name),
      ['7'],
    );
  });

  test('pages lead to where a path is shown', async () => {
    assert.equal(await location('nbclassic'), '/b/nbclassic/tree');
    assert.equal(await location('nbclassic/tree/sub/x.txt'), '/b/files/sub/x.txt');
    assert.equal(await location('nbclassic/notebooks/sub/x.txt'), '/b/files/sub/x.txt');
    assert.equal(await location('nbclassic/view/sub/x.txt'), '/b/view/sub/x.txt');
    assert.equal(await location('tree/sub'), '/b/nbclassic/tree/sub');
    assert.equal(await location('notebooks/n.ipynb'), '/b/nbclassic/notebooks/n.ipynb');
    for (const path of ['nbclassic/tree/none', 'nbclassic/notebooks/none.ipynb', 'nbclassic/edit/sub']) {
      assert.equal((await server.ask(path)).status, 404, path);
    }
  });

  test('getClassicStatic, getNbextensionFile, getCustomFile: files without login, never outside their folders', async () => {
    const logo = await open('static/nbclassic/base/images/logo.png?v=1');
    assert.equal(logo.status, 200);
    assert.match(logo.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(await (await open('nbextensions/mine/main.js')).text(), 'define({});');
    assert.equal((await open('custom/custom.js')).status, 200);
    for (const path of ['static/nbclassic/..%2Ftemplates/page.html', 'nbextensions/..%2Fkernels', 'custom/..%5Cx']) {
      assert.equal((await open(path)).status, 404, path);
    }
  });
});
