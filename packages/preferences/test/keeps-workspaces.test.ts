import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { labFolders, pluginIds, write } from './lab-folders.ts';

type Workspace = { data: unknown; metadata: { id: string; last_modified?: string; created?: string } };
const { folder, ui, prefix } = labFolders();
let server: TestServer;
let stored: string;
before(async () => {
  server = await bootServer({
    plugins: pluginIds,
    config: { paths: { pythonPrefix: prefix }, frontends: { uiDir: ui } },
  });
  stored = join(server.folder, 'config/lab/workspaces');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const put = (name: string, body: unknown) => server.ask(`lab/api/workspaces/${name}`, { method: 'PUT', body });
const remove = (name: string) => server.ask(`lab/api/workspaces/${name}`, { method: 'DELETE' });
const get = async (name: string) => (await (await server.ask(`lab/api/workspaces/${name}`)).json()) as Workspace;
async function list(): Promise<{ ids: string[]; values: Workspace[] }> {
  const answer = await server.ask('lab/api/workspaces?1795399301000');
  return ((await answer.json()) as { workspaces: { ids: string[]; values: Workspace[] } }).workspaces;
}

test('getWorkspace: one that is not stored is empty; listWorkspaces: none', async () => {
  assert.deepEqual(await get('nothing'), { data: {}, metadata: { id: '/nothing' } });
  assert.deepEqual(await list(), { ids: [], values: [] });
  const slash = await server.ask('lab/api/workspaces/');
  assert.deepEqual(await slash.json(), { workspaces: { ids: [], values: [] } }, 'not the one without a name');
});

test('putWorkspace: the text is stored as it is, under the name that jupyterlab_server gives', async () => {
  const raw = '{ "data": {"x": 1.0},\n "metadata": {"id": "default"} }';
  assert.equal((await put('default', raw)).status, 204);
  assert.equal(readFileSync(join(stored, 'default-37a8.jupyterlab-workspace'), 'utf8'), raw);
  const { data, metadata } = await get('default');
  assert.deepEqual([data, metadata.id], [{ x: 1 }, 'default']);
  for (const time of [metadata.last_modified, metadata.created])
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/);
});

test('names with slashes, spaces and other scripts', async () => {
  for (const name of ['a b/c', 'Ünï', '文', '100%']) {
    const path = name.split('/').map(encodeURIComponent).join('/');
    assert.equal(
      (await put(path, { data: { name }, metadata: { id: `/${encodeURIComponent(name)}` } })).status,
      204,
      name,
    );
    assert.deepEqual((await get(path)).data, { name });
  }
  const { ids, values } = await list();
  assert.deepEqual(
    ids,
    values.map(({ metadata }) => metadata.id),
  );
  assert.equal(ids.length, 5);
});

test('putWorkspace: refused without a fitting id, and nothing is stored', async () => {
  const before = readdirSync(stored);
  const wrong = [{ data: {}, metadata: { id: 'other' } }, { data: {} }, { metadata: { id: 'x' } }, [], '{', 'null'];
  for (const body of wrong) assert.equal((await put('x', body)).status, 400, JSON.stringify(body));
  assert.equal((await put('', { data: {}, metadata: { id: '' } })).status, 400);
  assert.equal((await remove('')).status, 400);
  assert.deepEqual(readdirSync(stored), before);
});

test('deleteWorkspace: gone, and then not found', async () => {
  assert.deepEqual([(await remove('default')).status, (await remove('default')).status], [204, 404]);
  assert.deepEqual((await get('default')).data, {});
});

test('a file that is no workspace is left out', async () => {
  const before = (await list()).ids;
  write(join(stored, 'broken-0000.jupyterlab-workspace'), '{');
  write(join(stored, 'foo-2c26.jupyterlab-workspace'), '{"data": 1}');
  assert.deepEqual((await list()).ids, before);
  assert.deepEqual(await get('foo'), { data: {}, metadata: { id: '/foo' } });
  assert.equal((await put('foo', { data: { ok: 1 }, metadata: { id: 'foo' } })).status, 204);
  assert.deepEqual((await get('foo')).data, { ok: 1 });
});

test('listTranslations, getTranslation: packs of the Python prefix', async () => {
  const ask = async (path: string) => {
    const answer = await server.ask(`lab/api/translations${path}`);
    assert.equal(answer.status, 200);
    return (await answer.json()) as { data: Record<string, Record<string, unknown>>; message: string };
  };
  const all = await ask('');
  assert.deepEqual(Object.keys(all.data), ['en', 'de_DE']);
  assert.match(all.message, /invalid: xq_XQ/);
  const german = await ask('/de_DE');
  assert.deepEqual(german.data.jupyterlab?.['schema\u0004Theme'], ['Design']);
  assert.match(german.message, /^bad\.json: /);
  const { both, pack } = german.data['my-package'] ?? {};
  assert.deepEqual([both, pack], [['neu'], ['nur hier']], 'the package itself brings a newer one');
  for (const [locale, message] of [
    ['fr_FR', "Language pack 'fr_FR' not installed!"],
    ['en', "Language pack 'en' not installed!"],
    ['xx_bad', "Language pack 'xx_bad' not valid!"],
    ['..%2F..', "Language pack '../..' not valid!"],
  ] as const)
    assert.deepEqual(await ask(`/${locale}`), { data: {}, message });
});
