import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ConfigSection } from '@himalia/core';
import { layered } from './layers.ts';

const folder = mkdtempSync(join(tmpdir(), 'himalia-layers-'));
after(() => rmSync(folder, { recursive: true }));

const option = { type: 'string', description: 'Letters' } as const;
const sections: readonly ConfigSection[] = [
  {
    key: 'x',
    options: {
      a: { ...option, aliases: ['ServerApp.a', 'NotebookApp.old_a'] },
      b: option,
      c: option,
      d: { ...option, env: ['X_D', 'OLD_D'] },
      longName: { type: 'integer', description: 'A number' },
      list: {
        type: 'array',
        items: { type: 'string' },
        default: ['z'],
        description: 'Words',
        aliases: ['ServerApp.l'],
      },
      key: { ...option, secret: true, minLength: 3, env: ['X_KEY'] },
    },
  },
];
const file = (values: Readonly<Record<string, unknown>>, path = 'file') => ({ path, values, lineOf: () => 1 });
const nothing = {
  remix: { name: 'r', config: {} },
  files: [],
  environment: {},
  commandLine: { values: {}, traits: [] },
};
const x = async (layers: object): Promise<unknown> => (await layered(sections, { ...nothing, ...layers })).config.x;

test('option by option: command line over environment over files over remix, and each has an origin', async () => {
  const { config, origins } = await layered(sections, {
    remix: { name: 'r', config: { x: { a: 'remix', b: 'remix', c: 'remix', d: 'remix' } } },
    files: [file({ x: { b: 'first', c: 'first' } }, 'one'), file({ x: { c: 'second', d: 'second' } }, 'two')],
    environment: { OLD_D: 'old', X_D: '' },
    commandLine: { values: { x: { a: 'line' } }, traits: [] },
  });
  assert.deepEqual(config, { x: { a: 'line', b: 'first', c: 'second', d: 'old' } });
  assert.deepEqual(Object.fromEntries(origins), {
    'x.a': 'command line',
    'x.b': 'one:1',
    'x.c': 'two:1',
    'x.d': 'environment OLD_D',
  });
});

test('a remix is not changed by what is laid over it', async () => {
  const remix = { name: 'r', config: { x: { a: 'remix' } } };
  await layered(sections, { ...nothing, remix, commandLine: { values: { x: { a: 'line' } }, traits: [] } });
  assert.deepEqual(remix.config, { x: { a: 'remix' } });
});

test('implementations are no section', async () => {
  const chosen = file({ implementations: { contents: '@acme/contents:s3' } });
  const { config, implementations } = await layered(sections, { ...nothing, files: [chosen] });
  assert.deepEqual([config, implementations], [{}, { contents: '@acme/contents:s3' }]);
  const wrong = layered(sections, { ...nothing, files: [file({ implementations: ['s3'] })] });
  await assert.rejects(wrong, /file:1: 'implementations' must map/);
});

test('HIMALIA__SECTION__KEY sets every option in any way of writing, and counts more than an own variable', async () => {
  assert.deepEqual(await x({ environment: { HIMALIA__X__LONG_NAME: '7', HIMALIA__x__list: 'a,b' } }), {
    longName: 7,
    list: ['a', 'b'],
  });
  assert.deepEqual(await x({ environment: { X_D: 'own', HIMALIA__X__D: 'general' } }), { d: 'general' });
  await assert.rejects(
    x({ environment: { HIMALIA__X__LONGNAM: '7' } }),
    /LONGNAM\.\n {2}→ Did you mean HIMALIA__X__LONG_NAME/,
  );
  await assert.rejects(x({ environment: { HIMALIA__X__LONG_NAME: 'many' } }), /LONG_NAME must be an integer/);
});

test('a trait sets the option whose alias it is; of two names in a file the first alias counts', async () => {
  const traits = file({ NotebookApp: { old_a: 'old' }, ServerApp: { a: 'new', l: { __lazy__: { extend: ['y'] } } } });
  assert.deepEqual(await x({ files: [traits] }), { a: 'new', list: ['z', 'y'] });
  const nested = file({ SingleUserLabApp: { ServerApp: { a: 'inside' } } });
  assert.deepEqual(await x({ files: [nested] }), { a: 'inside' });
  assert.deepEqual(await x({ files: [file({ LabApp: { a: 'kin' } })] }), { a: 'kin' });
  assert.deepEqual(await x({ files: [file({ ServerApp: { a: null } })] }), undefined);
  await assert.rejects(x({ files: [file({ ServerApp: { a: 5 } })] }), /file:1: ServerApp\.a must be a string, not 5/);
});

test('a secret and the file that holds it are one option: the later one wins', async () => {
  const path = join(folder, 'key');
  writeFileSync(path, 'from-the-file\r\n');
  const commandLine = { values: { x: { keyFile: path } }, traits: [] };
  assert.deepEqual(await x({ environment: { X_KEY: 'variable' }, commandLine }), { key: 'from-the-file' });
  assert.deepEqual(await x({ files: [file({ x: { keyFile: path } })], environment: { X_KEY: 'later' } }), {
    key: 'later',
  });
  assert.deepEqual(await x({ environment: { X_KEY_FILE: path } }), { key: 'from-the-file' });
  const both = x({ files: [file({ x: { keyFile: path, key: 'both' } })] });
  await assert.rejects(both, /'x\.keyFile' and 'x\.key' are both given/);
});

test('a secret that cannot be read, is empty or does not fit is refused without being repeated', async () => {
  const at = async (name: string, text: string): Promise<unknown> => {
    writeFileSync(join(folder, name), text);
    return await x({ environment: { X_KEY_FILE: join(folder, name) } });
  };
  await assert.rejects(
    x({ environment: { X_KEY_FILE: join(folder, 'none') } }),
    /x\.keyFile: .*none cannot be read \(ENOENT/,
  );
  await assert.rejects(at('empty', '\n'), /is empty/);
  await assert.rejects(at('short', 'hi'), (error: Error) => {
    return /at least 3 characters/.test(error.message) && !error.message.includes('hi ');
  });
  await assert.rejects(at('large', 'x'.repeat(70_000)), /larger than 64 KiB/);
});

test('what only plugins know that are not enabled is no mistake, and has no effect', async () => {
  const idle = async (): Promise<readonly ConfigSection[]> => [{ key: 'other', options: { o: option } }];
  const layers = { ...nothing, files: [file({ other: { o: 'yes' } })] };
  assert.deepEqual((await layered(sections, layers, idle)).config, {});
  await assert.rejects(layered(sections, layers), /No plugin has a section 'other'\.\n {2}→ Known sections: x\./);
});
