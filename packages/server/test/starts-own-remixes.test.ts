import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from './himalia-process.ts';

const token = 'a-token-that-is-long-enough';

function remixFile(home: Home, name: string, text: string): string {
  const path = join(home.folder, name);
  writeFileSync(path, text);
  return path;
}

test('a remix of a file begins with another one, switches plugins, sets options and a page', async () => {
  using home = new Home();
  const path = remixFile(
    home,
    'files.yaml',
    `extends: empty
plugins:
  '@himalia/identity:token': true
  '@himalia/system:paths': true
  '@himalia/contents:local': true
  '@himalia/contents:http': true
  '@himalia/http:health': false
config:
  contents: { allowHidden: true }
landing: api/contents
`,
  );
  await using server = home.start(['start', path, '--port=0', '--no-browser', `--token=${token}`]);
  const [, url = ''] = await server.says(/is ready after [\d.]+ s:\s+(\S+)/);
  assert.match(url, /\/api\/contents\?token=\.\.\.$/);
  writeFileSync(join(home.root, '.hidden'), '');
  const listing = (await (await fetch(url.replace('...', token))).json()) as { content: { name: string }[] };
  assert.deepEqual(
    listing.content.map(({ name }) => name),
    ['.hidden'],
  );
  const health = await fetch(new URL('/healthz', url), { headers: { authorization: `token ${token}` } });
  assert.equal(health.status, 404);
  const { code } = await server.stop('SIGTERM');
  assert.equal(code, 0);
});

for (const [text, message] of [
  ['extends: lba', /own\.yaml:1: there is no remix 'lba'/],
  ['extends: lab\nplugin: {}', /own\.yaml:2: a remix has no 'plugin'; did you mean 'plugins'\?/],
  ['plugins: [a]', /own\.yaml:1: plugins maps ids to true or false/],
  ['config: { http: 1 }', /own\.yaml:1: config maps sections to their options/],
  ['extends: empty\nconfig:\n  http: { prot: 1 }', /own\.yaml:3: 'http' has no option 'prot'[\s\S]*http\.port/],
  ["plugins: { '@acme/none:x': true }", /E_MISSING.*@acme\/none:x/],
] as const)
  test(`a remix that cannot be is refused: ${text.replaceAll('\n', ', ')}`, async () => {
    using home = new Home();
    const { code, stderr } = await home.run(['check', remixFile(home, 'own.yaml', text)]);
    assert.equal(code, 78, stderr);
    assert.match(stderr, message);
  });

test('a remix file that is not there is named', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['start', 'nowhere.yaml']);
  assert.equal(code, 78);
  assert.match(stderr, /nowhere\.yaml: there is no such file/);
});
