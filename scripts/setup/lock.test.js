import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { alone } from './lock.js';

function lockFor(context) {
  const folder = mkdtempSync(join(tmpdir(), 'himalia-lock-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'setup.lock');
}

test('processes go one after the other, also when a dead one left its lock', async (context) => {
  const path = lockFor(context);
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(path, `${pid} ${hostname()}`);
  const code = `import { appendFileSync } from 'node:fs';
    import { alone } from ${JSON.stringify(new URL('lock.js', import.meta.url).href)};
    const say = (word) => appendFileSync(${JSON.stringify(`${path}.log`)}, word + ' ');
    await alone(async () => { say('in'); await new Promise((done) => setTimeout(done, 50)); say('out'); }, ${JSON.stringify(path)});
    process.stdout.write('done');`;
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['--input-type=module', '-e', code]));
  const outputs = await Promise.all(
    children.map(async (child) => {
      const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
      return output.endsWith('done');
    }),
  );
  assert.deepEqual(outputs, [true, true, true, true]);
  assert.equal(readFileSync(`${path}.log`, 'utf8'), 'in out '.repeat(4));
  assert.equal(existsSync(path), false);
});

test('work that fails releases the lock', async (context) => {
  const path = lockFor(context);
  await assert.rejects(
    alone(() => Promise.reject(new Error('no')), path),
    /no/,
  );
  assert.equal(await alone(async () => 'next', path), 'next');
});
