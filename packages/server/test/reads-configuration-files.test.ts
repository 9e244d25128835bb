import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home } from '@himalia/testing';

async function withFile(text: string | Uint8Array) {
  using home = new Home();
  const path = home.write('given.yaml', text);
  return { path, ...(await home.run(['check', 'empty', '--config', path])) };
}

test('a mistake in YAML is named with file and line', async () => {
  const { path, code, stderr } = await withFile('server:\n  logLevel: info\n logFormat: text\n');
  assert.ok(stderr.startsWith(`himalia: E_CONFIG  ${path}:3: `), stderr);
  assert.equal(code, 78);
});

test('a mistake in JSON is named with file and line', async () => {
  const { path, code, stderr } = await withFile('{\n  "server": {\n    "logLevel": "info"\n');
  assert.ok(stderr.startsWith(`himalia: E_CONFIG  ${path}:`), stderr);
  assert.equal(code, 78);
});

test('an unknown option is named with its line and the nearest one', async () => {
  const { path, code, stderr } = await withFile('# mine\nserver:\n  stopTimeout: 3\n  logLevl: debug\n');
  assert.ok(stderr.includes(`${path}:4: 'server' has no option 'logLevl'.`), stderr);
  assert.match(stderr, /Did you mean 'server\.logLevel'/);
  assert.equal(code, 78);
});

test('all impossible values are named at once', async () => {
  const { path, code, stderr } = await withFile('server:\n  logLevel: loud\n  stopTimeout: 0\n');
  assert.ok(stderr.includes(`${path}:2: `) && stderr.includes(`${path}:3: `), stderr);
  assert.equal(code, 78);
});

test('an unknown section is refused with the nearest one', async () => {
  const { code, stderr } = await withFile('sever: {logLevel: debug}\n');
  assert.match(stderr, /No plugin has a section 'sever'/);
  assert.match(stderr, /Did you mean 'server'/);
  assert.equal(code, 78);
});

test('what is no object, no UTF-8 or too deep in aliases is refused', async () => {
  const bomb = `a: &a [${'x,'.repeat(9)}]\n${[...'bcdefgh'].map((name, at) => `${name}: &${name} [${`*${'abcdefg'[at]},`.repeat(9)}]`).join('\n')}\n`;
  for (const text of ['- a\n- b\n', Uint8Array.of(0x61, 0xff, 0xfe), bomb]) {
    const { path, code, stderr } = await withFile(text);
    assert.ok(stderr.startsWith(`himalia: E_CONFIG  ${path}`), stderr);
    assert.equal(code, 78);
  }
});

test('a file that is missing, or a folder, is named with the reason', async () => {
  using home = new Home();
  const missing = await home.run(['check', 'empty', '--config', join(home.folder, 'nowhere.yaml')]);
  assert.match(missing.stderr, /nowhere\.yaml: there is no such file/);
  mkdirSync(join(home.folder, 'folder.yaml'));
  const folder = await home.run(['check', 'empty', '--config', join(home.folder, 'folder.yaml')]);
  assert.match(folder.stderr, /folder\.yaml: it is a folder/);
  assert.deepEqual([missing.code, folder.code], [78, 78]);
});

test('a file without permission is named', {
  skip: process.getuid?.() === 0 && 'root may read everything',
}, async () => {
  using home = new Home();
  const path = join(home.config, 'himalia.yaml');
  writeFileSync(path, 'server: {}\n');
  chmodSync(path, 0);
  const { code, stderr } = await home.run(['check', 'empty']);
  assert.match(stderr, /himalia\.yaml: no permission to read it/);
  assert.equal(code, 78);
});

test("the user's file is read, and an environment variable that is wrong is named", async () => {
  using home = new Home();
  writeFileSync(join(home.config, 'himalia.json'), '{"server": {"logLevel": "loud"}}');
  const file = await home.run(['check', 'empty']);
  assert.match(file.stderr, /himalia\.json:1: 'server\.logLevel' must be one of/);
  writeFileSync(join(home.config, 'himalia.json'), '');
  const variable = await home.run(['check', 'empty'], { env: { HIMALIA_LOG_LEVEL: 'loud' } });
  assert.match(variable.stderr, /environment variable HIMALIA_LOG_LEVEL must be one of/);
  assert.deepEqual([file.code, variable.code], [78, 78]);
});
