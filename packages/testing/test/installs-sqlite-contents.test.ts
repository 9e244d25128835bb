import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { contentsSuite, Home } from '@himalia/testing';

const id = '@himalia-examples/sqlite-contents:sqlite';
const himalia = new Home();
before(async () => {
  await himalia.installPackage(fileURLToPath(new URL('../../../examples/sqlite-contents', import.meta.url)));
  himalia.write('config/himalia.json', { implementations: { contents: id } });
});
after(() => himalia[Symbol.dispose]());

it('one line of configuration replaces the local files', async () => {
  const { stdout, stderr } = await himalia.run(['plugin', 'why', 'contents']);
  assert.match(stdout, new RegExp(`^contents@1 is provided by ${id}\\.$`, 'm'), stderr);
  assert.match(stdout, /not by @himalia\/contents:local/);
});

contentsSuite(() => himalia.serve('lab'));
