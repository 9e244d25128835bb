import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installedLab, scriptsOf } from './installed-lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-app-dir-'));
after(() => rmSync(folder, { recursive: true }));

const template = `<link href="{{ base_url | escape }}custom/custom.css"/>
<script defer="defer" src="{{page_config.fullStaticUrl}}/main.efd36b46f3b45eb8.js?v=efd36b46f3b45eb8"></script></head>`;

test('the scripts of a page template, without what templates add', () => {
  assert.deepEqual(scriptsOf(template), ['main.efd36b46f3b45eb8.js']);
  assert.deepEqual(scriptsOf('<script src="{{ page_config.fullStaticUrl }}/a.js"></script><script src="/b.js">'), [
    'a.js',
  ]);
  assert.deepEqual(scriptsOf('<script src="{{page_config.fullStaticUrl}}/../../x.js">'), []);
});

test('an installed JupyterLab is read; a folder without one is refused by name', () => {
  assert.throws(() => installedLab(folder), /appDir names no installed JupyterLab.*index\.html/);
  mkdirSync(join(folder, 'static'));
  writeFileSync(join(folder, 'static/index.html'), template);
  writeFileSync(join(folder, 'static/package.json'), JSON.stringify({ jupyterlab: { version: '4.6.6' } }));
  const found = installedLab(folder);
  assert.deepEqual([found.version, found.scripts], ['4.6.6', ['main.efd36b46f3b45eb8.js']]);
  writeFileSync(join(folder, 'static/index.html'), '<html>');
  assert.throws(() => installedLab(folder), /names no script/);
});
