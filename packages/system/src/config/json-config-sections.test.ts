import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { Log } from '@himalia/core';
import { JsonConfigSections } from './json-config-sections.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-sections-'));
after(() => rmSync(folder, { recursive: true }));

function setup(name: string) {
  const [user, environment] = [join(folder, name, 'user'), join(folder, name, 'env')];
  const warnings: string[] = [];
  const none = (): void => undefined;
  const log: Log = {
    debug: none,
    info: none,
    error: none,
    warn: (message) => void warnings.push(message),
    child: () => log,
  };
  const write = (path: string, value: unknown): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  };
  const written = (): unknown => JSON.parse(readFileSync(join(user, 'serverconfig/notebook.json'), 'utf8'));
  return {
    user,
    environment,
    warnings,
    write,
    written,
    sections: new JsonConfigSections({ path: [user, environment], user }, log),
  };
}
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a section nobody wrote is empty', async () => {
  assert.deepEqual(plain(await setup('none').sections.get('notebook')), {});
});

test("the front of the path wins, a section's own file over its folder, serverconfig over nbconfig", async () => {
  const { user, environment, write, sections } = setup('order');
  write(join(environment, 'nbconfig/notebook.json'), { load: { a: true }, from: 'env nb' });
  write(join(user, 'nbconfig/notebook.json'), { load: { b: true }, from: 'user nb' });
  write(join(environment, 'serverconfig/notebook.d/b.json'), { from: 'b', b: 1 });
  write(join(environment, 'serverconfig/notebook.d/a.json'), { from: 'a', a: 1, b: 0 });
  write(join(environment, 'serverconfig/notebook.json'), { from: 'env', load: { c: true } });
  assert.deepEqual(plain(await sections.get('notebook')), {
    load: { a: true, b: true, c: true },
    from: 'env',
    a: 1,
    b: 1,
  });
  write(join(user, 'serverconfig/notebook.json'), { from: 'user', load: { b: false } });
  assert.deepEqual(plain(await sections.get('notebook')), {
    load: { a: true, b: false, c: true },
    from: 'user',
    a: 1,
    b: 1,
  });
});

test('put replaces and patch merges the user part; nothing unfinished is left', async () => {
  const { user, environment, write, written, sections } = setup('write');
  write(join(environment, 'serverconfig/notebook.json'), { lower: 1 });
  await sections.put('notebook', { a: { b: 1 }, c: 2 });
  assert.deepEqual(written(), { a: { b: 1 }, c: 2 });
  assert.deepEqual(plain(await sections.patch('notebook', { a: { b: null, d: 3 } })), { a: { d: 3 }, c: 2 });
  assert.deepEqual(written(), { a: { d: 3 }, c: 2 });
  assert.deepEqual(plain(await sections.get('notebook')), { lower: 1, a: { d: 3 }, c: 2 });
  await sections.put('notebook', {});
  assert.deepEqual(readdirSync(join(user, 'serverconfig')), ['notebook.json']);
});

test("what equals the section folder's defaults is not written", async () => {
  const { user, write, written, sections } = setup('defaults');
  write(join(user, 'serverconfig/notebook.d/x.json'), { a: 1, b: { c: 2 } });
  await sections.put('notebook', { a: 1, b: { c: 2, d: 3 } });
  assert.deepEqual(written(), { b: { d: 3 } });
});

test('of many changes at once none is lost', async () => {
  const { written, sections } = setup('many');
  await Promise.all(Array.from({ length: 50 }, (_, index) => sections.patch('notebook', { [`key${index}`]: index })));
  assert.equal(Object.keys(written() as object).length, 50);
});

test('a file that is no JSON is left out and named', async () => {
  const { user, environment, warnings, write, sections } = setup('broken');
  write(join(environment, 'serverconfig/notebook.json'), '{"a": ');
  write(join(user, 'serverconfig/notebook.json'), '[1]');
  write(join(user, 'serverconfig/notebook.d/empty.json'), '');
  assert.deepEqual(plain(await sections.get('notebook')), {});
  assert.equal(warnings.length, 2);
});

test('a linked file stays a link', async () => {
  const { user, write, sections } = setup('linked');
  const target = join(folder, 'dotfiles.json');
  write(target, { a: 1 });
  mkdirSync(join(user, 'serverconfig'), { recursive: true });
  symlinkSync(target, join(user, 'serverconfig/notebook.json'));
  await sections.patch('notebook', { b: 2 });
  assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), { a: 1, b: 2 });
});
