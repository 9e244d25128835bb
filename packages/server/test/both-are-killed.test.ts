import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Home } from '@himalia/testing';
import { eventually, homeOf, lines, pidOf, Running, supervisorOf } from './outliving-server.ts';

/** A cell that waits, and the moment after which neither its server nor its supervisor is there. */
async function killed(t: TestContext, home: Home, ...then: string[]) {
  const server = await Running.start(t, home);
  const { kernel } = await server.session('work.ipynb', 'synthetic');
  const { id } = kernel;
  await pidOf(t, server, id);
  const page = await server.client(id, 'tab');
  const go = join(home.folder, 'go');
  const cell = page.execute([`lines 1 10`, `await ${go}`, ...then].join('\n'));
  await eventually('ten lines', () => lines(cell, page).length === 10);
  const supervisor = await supervisorOf(home);
  process.kill(supervisor, 'SIGSTOP'); // it does not see the server go
  await server.kill();
  process.kill(supervisor, 'SIGKILL');
  return { id, cell, go: () => writeFileSync(go, '') };
}

test('both are killed: a page that comes back later has what was said since the next server was there', async (t) => {
  const home = homeOf(t);
  const ticks = Array.from({ length: 40 }, (_, tick) => `print line ${tick + 11}\nsleep 50`);
  const done = join(home.folder, 'done');
  const { id, cell, go } = await killed(t, home, ...ticks, `touch ${done}`);
  const next = await Running.start(t, home);
  go();
  await eventually('the end of the cell', () => existsSync(done));
  const page = await next.client(id, 'tab');
  await page.idle(cell);
  assert.equal((await page.reply(cell)).content.status, 'ok');
  const all = Array.from({ length: 40 }, (_, tick) => `line ${tick + 11}`);
  // The cell is told that something was lost, and the last that came before may come again.
  const got = lines(cell, page).filter((line) => all.includes(line));
  assert.ok(got.length > 0);
  assert.deepEqual(got, all.slice(-got.length));
});

test('both are killed: a kernel whose cell ended meanwhile does not compute for ever', async (t) => {
  const home = homeOf(t);
  const done = join(home.folder, 'done');
  const { id, go } = await killed(t, home, `touch ${done}`);
  go();
  await eventually('the end of the cell', () => existsSync(done));
  const next = await Running.start(t, home);
  const state = async () => (await next.ask<{ execution_state: string }>(`api/kernels/${id}`)).execution_state;
  await eventually('it is idle', async () => (await state()) === 'idle');
});
