import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { difference } from './dependencies.js';

const locked = {
  '': {},
  'packages/core': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b/node_modules/c': { version: '2.0.0' },
  'node_modules/elsewhere': { version: '3.0.0', optional: true },
};

function differenceWith(context, installed) {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-install-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: locked }));
  mkdirSync(join(folder, 'node_modules'));
  if (installed)
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  return difference(folder);
}

test('nothing is to do when what the lock file names is installed; packages of other platforms may be missing', (context) => {
  const { 'node_modules/a': a, 'node_modules/b/node_modules/c': c } = locked;
  const installed = {
    'node_modules/a': a,
    'node_modules/b/node_modules/c': c,
    'node_modules/extra': { version: '9.0.0' },
  };
  assert.equal(differenceWith(context, installed), undefined);
});

test('another version, a missing package and an install that was interrupted are found', (context) => {
  const a = { version: '1.0.0' };
  assert.equal(differenceWith(context, { 'node_modules/a': { version: '0.9.0' } }), 'a changed');
  assert.equal(differenceWith(context, { 'node_modules/a': a }), 'c changed');
  assert.equal(differenceWith(context, undefined), 'none are installed yet');
});
