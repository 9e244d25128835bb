import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

const faults: readonly (readonly [string, object | string | undefined, RegExp])[] = [
  ['no manifest', undefined, /There is no package\.json, so this is no plugin/],
  ['no JSON', '{\n  "name": oops\n}', /package\.json:2$/m],
  ['no object', '[]', /must hold an object/],
  ['an unknown key', { himalia: { host: '*', pluggins: [] } }, /has no key 'pluggins'; did you mean 'plugins'\?/],
  ['no range', { himalia: { host: 'newest', plugins: [] } }, /'himalia\.host' must be the range/],
  ['no plugins', { himalia: { host: '*', plugins: [] } }, /'himalia\.plugins' must be a list/],
  [
    "another's id",
    { himalia: { host: '*', plugins: [{ id: '@himalia/x:y', entry: 'p.js' }] } },
    /must be the package's name/,
  ],
  ['no entry', { himalia: { host: '*', plugins: [{ id: 'x:y', entry: './none.js' }] } }, /There is no file .*none\.js/],
  [
    'an entry outside',
    { himalia: { host: '*', plugins: [{ id: 'x:y', entry: '../x.js' }] } },
    /must be a file of the package/,
  ],
  [
    'a service without version',
    { himalia: { host: '*', plugins: [{ id: 'x:y', entry: 'p.js', requires: ['http'] }] } },
    /without its major version/,
  ],
];
for (const [name, manifest, message] of faults) {
  test(`a prebuilt folder with ${name} stops the start and is named`, async () => {
    using home = new Home();
    home.write('data/himalia/x/p.js', '');
    const content = typeof manifest === 'object' ? { name: 'x', ...manifest } : manifest;
    if (content !== undefined) home.write('data/himalia/x/package.json', content);
    const { code, stdout, stderr } = await home.run(['start', 'empty']);
    assert.match(stderr, /^E_MANIFEST {2}/m);
    assert.match(stderr, message);
    assert.match(stderr, /file: .*himalia\/x\/package\.json/);
    assert.deepEqual([code, stdout], [78, '']);
  });
}
