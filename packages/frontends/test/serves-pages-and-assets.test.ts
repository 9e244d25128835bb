import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { bootServer, contentsPlugins, type TestServer } from '@himalia/testing';

const folder = mkdtempSync(join(tmpdir(), 'himalia-frontends-'));
const ui = join(folder, 'ui');
const extra = join(folder, 'labextensions');
let server: TestServer;

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const script = `console.log(${JSON.stringify('x'.repeat(2000))})`;
write(
  join(ui, 'entry.json'),
  JSON.stringify({ scripts: ['main.1.js'], versions: { lab: '4.6.4', notebook: '7.6.2' } }),
);
write(join(ui, 'static/main.1.js'), script);
write(join(ui, 'static/main.1.js.br'), brotliCompressSync(script));
write(join(ui, 'themes/@jupyterlab/ours/index.css'), 'a{}');
write(
  join(extra, '@acme/theme/package.json'),
  JSON.stringify({ name: '@acme/theme', version: '1.0.0', jupyterlab: { _build: { load: 'static/r.1.js' } } }),
);
write(join(extra, '@acme/theme/install.json'), JSON.stringify({ packageManager: 'python', packageName: 'acme-theme' }));
write(join(extra, '@acme/theme/static/r.1.js'), 'r');
write(join(extra, '@acme/theme/themes/@acme/theme/index.css'), `a{b:url('c.png')}`);
write(join(extra, '@acme/theme/themes/@acme/theme/c.png'), 'png');

before(async () => {
  server = await bootServer({
    plugins: [
      ...contentsPlugins,
      '@himalia/frontends:assets',
      '@himalia/frontends:page-config',
      '@himalia/frontends:lab',
      '@himalia/frontends:notebook',
    ],
    config: { http: { baseUrl: '/b/' }, frontends: { uiDir: ui, extraLabextensionsPath: [extra] } },
  });
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

type Config = Readonly<Record<string, unknown>>;

async function configOf(path: string): Promise<Config> {
  const response = await server.ask(path);
  assert.equal(response.status, 200, path);
  const found = /<script id="jupyter-config-data" type="application\/json">(.*?)<\/script>/s.exec(
    await response.text(),
  );
  return JSON.parse(found?.[1] ?? '') as Config;
}

test('getLabPage: the path says workspace, tree path and mode; each page has a config of its own', async () => {
  const first = await configOf('lab/workspaces/w/tree/a%20b/%C3%BC');
  assert.deepEqual([first.workspace, first.treePath, first.mode], ['w', 'a b/ü', 'multiple-document']);
  const second = await configOf('doc/tree/x');
  assert.deepEqual([second.workspace, second.treePath, second.mode], ['default', 'x', 'single-document']);
  assert.equal(second.notFoundUrl, undefined);
  assert.equal((await configOf('lab/nowhere')).notFoundUrl, '/b/lab/nowhere');
});

test('getLabPage: addresses have the base URL where front ends expect it', async () => {
  const config = await configOf('lab');
  assert.equal(config.baseUrl, '/b/');
  assert.equal(config.settingsUrl, '/lab/api/settings');
  assert.equal(config.fullSettingsUrl, '/b/lab/api/settings');
  assert.equal(config.fullStaticUrl, '/b/static/lab');
  assert.equal(config.schemasDir, join(ui, 'schemas'), 'app.paths.directories of extensions');
  assert.equal(config.token, '');
});

test('getLabPage: opens the preferred folder, however it is given, and the root when there is none', async () => {
  const parts = ['http:fastify', 'identity:token', 'system:paths', 'contents:local', 'frontends:assets'];
  const plugins = [...parts, 'frontends:page-config', 'frontends:lab'].map((name) => `@himalia/${name}`);
  const root = join(folder, 'preferring');
  mkdirSync(join(root, 'work/now'), { recursive: true });
  for (const [preferredDir, path] of [
    ['work/now', 'work/now'],
    ['/work/', 'work'],
    [join(root, 'work'), 'work'],
    [root, '/'],
    ['gone', '/'],
  ] as const) {
    await using other = await bootServer({
      plugins,
      config: { pages: { preferredDir }, contents: { rootDir: root }, frontends: { uiDir: ui } },
    });
    const page = await (await other.ask('lab')).text();
    assert.match(page, new RegExp(`"preferredPath": ?"${path}"`), preferredDir);
  }
});

test('getLabPage: what could do nothing here is switched off', async () => {
  const { disabledExtensions, extensionManager } = await configOf('lab');
  const off = new Set(disabledExtensions as readonly string[]);
  assert.ok(off.has('@jupyterlab/lsp-extension'));
  for (const name of ['extensionmanager', 'pluginmanager']) assert.ok(!off.has(`@jupyterlab/${name}-extension`), name);
  const { name, can_install } = extensionManager as Readonly<Record<string, unknown>>;
  assert.deepEqual([name, can_install], ['read-only', false]);
});

test('getLabPage: sets the _xsrf cookie, and asks a stranger to log in', async () => {
  const response = await server.ask('lab');
  assert.match(response.headers.getSetCookie().join('\n'), /^_xsrf=/m);
  assert.doesNotMatch(await response.text(), new RegExp(server.token));
  const stranger = await fetch(`${server.url}lab?reset`, { redirect: 'manual' });
  assert.equal(stranger.status, 302);
  assert.equal(stranger.headers.get('location'), '/b/login?next=%2Fb%2Flab%3Freset');
});

test('getLabPage: below /lab/api an unknown name is an error, not a page', async () => {
  assert.equal((await server.ask('lab/api/none')).status, 404);
});

test('getTreePage: a folder is shown, files lead to their own pages, nothing is 404', async () => {
  mkdirSync(join(server.root, 'folder'));
  writeFileSync(join(server.root, 'a b.txt'), '');
  writeFileSync(join(server.root, 'n.ipynb'), '{}');
  const { treePath, notebookPage } = await configOf('tree/folder');
  assert.deepEqual([treePath, notebookPage], ['folder', 'tree']);
  const target = async (path: string): Promise<unknown> => {
    const { status, headers } = await server.ask(path);
    return [status, headers.get('location')];
  };
  assert.deepEqual(await target('tree/a%20b.txt'), [302, '/b/files/a%20b.txt']);
  assert.deepEqual(await target('tree/n.ipynb'), [302, '/b/notebooks/n.ipynb']);
  assert.deepEqual(await target('tree/none'), [404, null]);
  assert.deepEqual(await target('notebooks/folder'), [302, '/b/tree/folder']);
  assert.equal((await configOf('notebooks/new.ipynb')).notebookPage, 'notebooks');
});

test('getCustomCss: empty without one', async () => {
  const response = await server.ask('custom/custom.css');
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/css/);
});

test('getLabStatic: for ever, compressed for who accepts it, without a login, never outside', async () => {
  const get = (coding: string): Promise<Response> =>
    fetch(`${server.url}static/lab/main.1.js`, { headers: { 'accept-encoding': coding } });
  const compressed = await get('br');
  assert.equal(compressed.headers.get('content-encoding'), 'br');
  assert.equal(compressed.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(await compressed.text(), script);
  const plain = await get('identity');
  assert.equal(plain.headers.get('content-encoding'), null);
  assert.equal(await plain.text(), script);
  for (const path of ['static/lab/%2e%2e%2fentry.json', 'static/lab/..%2Fentry.json', 'static/lab/none.js'])
    assert.equal((await server.ask(path)).status, 404, path);
});

test('getThemeFile: ours as it is; of extensions with absolute addresses', async () => {
  const text = async (path: string): Promise<string> => (await server.ask(path)).text();
  assert.equal(await text('lab/api/themes/@jupyterlab/ours/index.css'), 'a{}');
  const css = await text('lab/api/themes/@acme/theme/index.css');
  assert.equal(css, `a{b:url('/b/lab/api/themes/@acme/theme/c.png')}`);
  assert.equal(await text(/url\('\/b\/(.*?)'\)/.exec(css)?.[1] ?? ''), 'png');
});

test('getExtensionFile: what is named by content is cached for ever', async () => {
  assert.deepEqual((await configOf('lab')).federated_extensions, [
    { name: '@acme/theme', load: 'static/r.1.js', entrypoints: null },
  ]);
  const response = await server.ask('lab/extensions/@acme/theme/static/r.1.js');
  assert.equal(await response.text(), 'r');
  assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  const manifest = await server.ask('lab/extensions/@acme/theme/package.json');
  assert.equal(manifest.headers.get('cache-control'), 'no-cache');
  assert.equal((await server.ask('lab/extensions/@acme%2F..%2F..%2Fui%2Fentry.json')).status, 404);
});

test('getExtensions: lists what is installed, and nothing that could be', async () => {
  const response = await server.ask('lab/api/extensions?refresh=1&123456');
  const [extension] = (await response.json()) as Readonly<Record<string, unknown>>[];
  assert.deepEqual([extension?.name, extension?.enabled, extension?.latest_version], ['@acme/theme', true, '1.0.0']);
  assert.deepEqual(extension?.install, { packageManager: 'python', packageName: 'acme-theme' });
  assert.match(response.headers.get('link') ?? '', /\/b\/lab\/api\/extensions\?page=1&per_page=30>; rel="last"/);
  assert.deepEqual(await (await server.ask('lab/api/extensions?query=theme')).json(), []);
});

test('changeExtension, changePlugin: refused with what does it instead', async () => {
  const answer = async (path: string, body: object): Promise<unknown> => {
    const response = await server.ask(`lab/api/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const { message, ...others } = (await response.json()) as { message: string };
    return [response.status, message.slice(0, 40), others];
  };
  const change = (cmd: string, name: string): Promise<unknown> => answer('extensions', { cmd, extension_name: name });
  const nothing = { status: 'error', needs_restart: [] };
  assert.deepEqual(await change('install', 'x'), [422, "Install of 'x' was blocked: install it w", { reason: null }]);
  assert.deepEqual(await change('uninstall', 'x'), [500, 'Extension removal not supported: remove ', nothing]);
  assert.deepEqual(await change('enable', 'x'), [500, 'The following plugins cannot be enabled ', nothing]);
  assert.deepEqual(await change('bake', 'x'), [422, "Could not process instruction 'bake' wit", { reason: null }]);
  assert.deepEqual(await change('install', ''), [422, "Could not process instruction 'install' ", { reason: null }]);
  const plugin = { cmd: 'disable', plugin_name: 'x:y' };
  assert.deepEqual(await answer('plugins', plugin), [500, 'The following plugins cannot be disabled', nothing]);
  assert.deepEqual(await (await server.ask('lab/api/plugins')).json(), { lockRules: [], allLocked: true });
  assert.equal((await server.ask('lab/api/plugins', { method: 'POST', body: '{"cmd":"enable"}' })).status, 400);
});

test('getRoot: leads to JupyterLab and keeps the query', async () => {
  const response = await server.ask('?a=b');
  assert.equal(response.headers.get('location'), '/b/lab?a=b');
});

test('getLabPage: says what to do when nothing is built', async () => {
  const hidden = join(folder, 'away');
  const { renameSync } = await import('node:fs');
  renameSync(ui, hidden);
  try {
    const response = await server.ask('lab');
    assert.equal(response.status, 503);
    assert.match(await response.text(), /npm run setup/);
  } finally {
    renameSync(hidden, ui);
  }
});
