import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { applicationConfig, labconfig } from './config-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'himalia-labconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: unknown): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
}
const refuse = (file: string, problem: string): never => assert.fail(`${file}: ${problem}`);

test('the first folder wins, name by name; page_config.json wins over page_config.d', async () => {
  write('system/labconfig/page_config.json', { a: 'system', disabledExtensions: { x: true, y: true } });
  write('user/labconfig/page_config.json', { disabledExtensions: { y: false } });
  write('user/labconfig/page_config.d/2.json', { b: 'two', c: 'two', disabledExtensions: { y: true, z: true } });
  write('user/labconfig/page_config.d/1.json', { b: 'one', d: 'one' });
  write('user/labconfig/page_config.d/notes.txt', 'no JSON');
  const merged = await labconfig([join(folder, 'user'), join(folder, 'none'), join(folder, 'system')], refuse);
  assert.deepEqual(merged, {
    a: 'system',
    b: 'two',
    c: 'two',
    d: 'one',
    disabledExtensions: { x: true, y: false, z: true },
  });
});

test('a list of names is as good as an object', async () => {
  write('a/labconfig/page_config.json', { disabledExtensions: ['x'], lockedExtensions: ['y'], other: ['z'] });
  assert.deepEqual(await labconfig([join(folder, 'a')], refuse), {
    disabledExtensions: { x: true },
    lockedExtensions: { y: true },
    other: ['z'],
  });
});

test('a file that is no JSON object is reported and skipped', async () => {
  write('a/labconfig/page_config.json', '{ oops');
  write('a/labconfig/page_config.d/1.json', '["list"]');
  write('a/labconfig/page_config.d/2.json', { good: true });
  const problems: string[] = [];
  const merged = await labconfig([join(folder, 'a')], (file, problem) => problems.push(`${file}: ${problem}`));
  assert.deepEqual(merged, { good: true });
  assert.equal(problems.length, 2);
  assert.match(problems.join('\n'), /page_config\.json: .*JSON/);
  assert.match(problems.join('\n'), /1\.json: .*no JSON object/);
});

test('settings of the application may be JSON5, which goes before JSON', async () => {
  write('app/page_config.json', { from: 'json' });
  assert.deepEqual(await applicationConfig([join(folder, 'app')], refuse), { from: 'json' });
  write('app/page_config.json5', `{ from: 'json5', /* why */ disabledExtensions: ['x'], }`);
  assert.deepEqual(await applicationConfig([join(folder, 'app')], refuse), {
    from: 'json5',
    disabledExtensions: { x: true },
  });
  assert.deepEqual(await applicationConfig([join(folder, 'none')], refuse), {});
});

test('a name such as __proto__ in a file changes nothing else', async () => {
  write('a/labconfig/page_config.json', '{"__proto__": {"polluted": true}, "disabledExtensions": {"__proto__": true}}');
  await labconfig([join(folder, 'a')], refuse);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});
