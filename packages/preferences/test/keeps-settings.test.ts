import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bootServer, type TestServer } from '@himalia/testing';
import { labFolders, pluginIds, themes, write } from './lab-folders.ts';

type Setting = { id: string; schema: Record<string, unknown>; raw: string; settings: unknown; warning?: string | null };
const { folder, ui, labextensions, prefix } = labFolders();
const themesId = '@jupyterlab/apputils-extension:themes';
const gitId = '@jupyterlab/git:plugin';
const localeId = '@jupyterlab/translation-extension:plugin';
let server: TestServer;
let userFile: string;
before(async () => {
  process.env.LANG = 'C';
  delete process.env.LC_ALL;
  delete process.env.LC_CTYPE;
  server = await bootServer({
    plugins: pluginIds,
    config: {
      paths: { pythonPrefix: prefix },
      frontends: { uiDir: ui, extraLabextensionsPath: [labextensions] },
    },
  });
  userFile = join(server.folder, 'config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings');
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const put = (id: string, body: unknown) => server.ask(`lab/api/settings/${id}`, { method: 'PUT', body });
async function get(id: string): Promise<Setting> {
  const answer = await server.ask(`lab/api/settings/${id}`);
  assert.equal(answer.status, 200);
  return (await answer.json()) as Setting;
}
async function list(query = ''): Promise<Setting[]> {
  const answer = await server.ask(`lab/api/settings${query}`);
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { settings: Setting[] }).settings;
}

test('listSettings: descending ids, the extension before the application, no schema that cannot be read', async () => {
  const ids = (await list()).map(({ id }) => id);
  assert.deepEqual(ids, [localeId, gitId, themesId]);
  assert.deepEqual(await list('/'), await list());
  assert.equal((await get(gitId)).schema.title, 'of the extension');
  const broken = '@jupyterlab/apputils-extension:broken';
  assert.deepEqual(
    await list('?ids_only=true&1795399301000'),
    [localeId, gitId, themesId, broken].map((id) => ({ id })),
  );
  const answer = await server.ask(`lab/api/settings/${broken}`);
  assert.equal(answer.status, 500);
  assert.match(((await answer.json()) as { message: string }).message, /broken cannot be read: /);
  assert.equal(server.log.split('broken.json').length - 1, 1, 'told once');
});

test('getSetting: what nobody changed', async () => {
  const expected = { raw: '{}', settings: {}, last_modified: null, created: null };
  assert.deepEqual(await get(themesId), { id: themesId, schema: themes, version: '4.6.6', ...expected });
  assert.equal(((await get(gitId)) as unknown as { version: string }).version, '0.5.0');
  for (const id of ['no:such', 'nothing', '..%2F..%2Fx:y', `${themesId}:x`])
    assert.equal((await server.ask(`lab/api/settings/${id}`)).status, 404, id);
});

test('putSetting: the text is kept as it is, comments included', async () => {
  const raw = "{ // dark\n  theme: 'JupyterLab Dark',\n}\n";
  assert.equal((await put(themesId, { raw })).status, 204);
  assert.equal(readFileSync(userFile, 'utf8'), raw);
  const { settings, raw: read, warning, ...rest } = await get(themesId);
  assert.deepEqual([settings, read, warning], [{ theme: 'JupyterLab Dark' }, raw, undefined]);
  for (const key of ['last_modified', 'created'] as const)
    assert.match(String((rest as Record<string, unknown>)[key]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/);
  assert.equal((await list()).find(({ id }) => id === themesId)?.warning, null);
});

test('putSetting: what does not fit is refused with the reason, and changes nothing', async () => {
  const before = readFileSync(userFile, 'utf8');
  const refused: [unknown, RegExp][] = [
    [{ raw: '{ theme: 5 }' }, /theme must be string/],
    [{ raw: '{ unknown: 5 }' }, /additional properties \(unknown\)/],
    [{ raw: '{ ' }, /JSON5/],
    [{ raw: '[]' }, /object/],
    [{}, /raw/],
    ['{', /JSON/],
  ];
  for (const [body, message] of refused) {
    const answer = await put(themesId, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.match(((await answer.json()) as { message: string }).message, message);
  }
  assert.equal((await put('no:such', { raw: '{}' })).status, 404);
  assert.equal(readFileSync(userFile, 'utf8'), before);
});

test('one bad user file is a warning, for that plugin only; it is kept beside when it is replaced', async () => {
  for (const [text, warning] of [
    ['{ theme: ', /^Failed loading settings/],
    ['{ theme: 5 }', /^Failed validating settings .*theme must be string/],
  ] as const) {
    write(userFile, text);
    const all = await list();
    assert.equal(all.length, 3);
    const { raw, settings, warning: said } = await get(themesId);
    assert.deepEqual([raw, settings], ['{}', {}]);
    assert.match(String(said), warning);
    assert.equal(all.find(({ id }) => id === themesId)?.warning, said);
  }
  write(userFile, '{ theme: ');
  assert.equal((await put(themesId, { raw: '{}' })).status, 204);
  assert.equal(readFileSync(`${userFile}.unreadable`, 'utf8'), '{ theme: ');
});

test('of many saves at once the last one stays, and no draft', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => put(themesId, { raw: `{"theme": "${index}"}` })),
  );
  assert.ok(answers.every(({ status }) => status === 204));
  assert.match(readFileSync(userFile, 'utf8'), /^\{"theme": "\d+"\}$/);
  assert.deepEqual(
    readdirSync(join(userFile, '..')).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('overrides change the defaults without a restart, and what is valid', async () => {
  const overrides = join(server.folder, 'config/labconfig/default_setting_overrides.json');
  write(overrides, { [themesId]: { theme: 'Dark', map: { b: 2 }, further: true } });
  const { schema } = await get(themesId);
  assert.deepEqual(schema.properties, {
    theme: { type: 'string', title: 'Selected', default: 'Dark' },
    map: { type: 'object', default: { a: 1, b: 2 } },
    further: { default: true },
  });
  assert.equal((await put(themesId, { raw: '{ further: 1 }' })).status, 204);
  rmSync(overrides);
  assert.deepEqual((await get(themesId)).schema, themes);
  assert.match(String((await get(themesId)).warning), /further/);
});

test('a new or changed schema is seen without a restart', async () => {
  const path = join(ui, 'schemas/new-extension/plugin.json');
  write(path, { type: 'object', title: 'first' });
  assert.equal((await get('new-extension:plugin')).schema.title, 'first');
  write(path, { type: 'object', title: 'second' });
  assert.equal((await get('new-extension:plugin')).schema.title, 'second');
  assert.equal((await list()).length, 4);
  rmSync(path);
  assert.equal((await server.ask('lab/api/settings/new-extension:plugin')).status, 404);
});

test('the language that the user chose: titles of schemas, names of languages', async () => {
  assert.equal((await put(localeId, { raw: '{ locale: "de_DE" }' })).status, 204);
  assert.equal((await get(themesId)).schema.title, 'Design');
  const languages = (await (await server.ask('lab/api/translations')).json()) as { data: unknown };
  assert.deepEqual(languages.data, {
    en: { displayName: 'Englisch', nativeName: 'English' },
    de_DE: { displayName: 'Deutsch (Deutschland)', nativeName: 'Deutsch (Deutschland)' },
  });
  assert.equal((await put(localeId, { raw: '{ locale: "default" }' })).status, 204);
  assert.equal((await get(themesId)).schema.title, 'Theme');
});

test('all of it needs a login', async () => {
  for (const path of [
    'settings',
    `settings/${themesId}`,
    'workspaces',
    'workspaces/x',
    'translations',
    'translations/en',
  ])
    assert.equal((await server.ask(`lab/api/${path}`, { headers: { authorization: '' } })).status, 403, path);
});
