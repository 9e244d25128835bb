import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { formatBundles, readBundles } from './licenses.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-licenses-'));
after(() => rmSync(folder, { recursive: true }));
const written = [{ name: 'a', versionInfo: '1', licenseId: 'MIT', extractedText: 'Say "yes",\nplease' }];
writeFileSync(join(folder, 'good.json'), JSON.stringify({ packages: written }));
writeFileSync(join(folder, 'bad.json'), '{');
const files = new Map([
  ['App', join(folder, 'good.json')],
  ['@acme/ext', join(folder, 'bad.json')],
  ['gone', join(folder, 'gone.json')],
]);

test('bundles without a readable list are left out; names choose', async () => {
  assert.deepEqual(await readBundles(files, ''), { App: { packages: written } });
  assert.deepEqual(Object.keys(await readBundles(files, 'APP')), ['App']);
  assert.deepEqual(await readBundles(files, '(('), {});
});

test('each format has its type; csv quotes what needs it', async () => {
  const bundles = await readBundles(files, '');
  assert.deepEqual(JSON.parse(formatBundles(bundles, 'json', false).report), { bundles });
  assert.equal(formatBundles(bundles, 'csv', false).report, 'name,versionInfo,bundle,licenseId\na,1,App,MIT\n');
  assert.match(formatBundles(bundles, 'csv', true).report, /"Say ""yes"",\nplease"\n$/);
  const { report, type } = formatBundles(bundles, 'markdown', true);
  assert.match(report, /^# App\n\n- \*\*a\*\* 1: MIT\n\n {6}Say/);
  assert.equal(type, 'text/markdown');
});
