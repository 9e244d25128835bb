import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

test('a remix of a file begins with another one, switches plugins, sets options and a page', async () => {
  using home = new Home();
  const path = home.write(
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
  await using server = await home.serve(path);
  await server.says(/\/api\/contents\?token=\w+\n/);
  home.write('root/.hidden', '');
  const listing = await server.json<{ content: { name: string }[] }>('api/contents');
  assert.deepEqual(
    listing.content.map(({ name }) => name),
    ['.hidden'],
  );
  assert.equal((await server.ask('healthz')).status, 404);
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
    const { code, stderr } = await home.run(['check', home.write('own.yaml', text)]);
    assert.equal(code, 78, stderr);
    assert.match(stderr, message);
  });

test('a remix file that is not there is named', async () => {
  using home = new Home();
  const { code, stderr } = await home.run(['start', 'nowhere.yaml']);
  assert.equal(code, 78);
  assert.match(stderr, /nowhere\.yaml: there is no such file/);
});
