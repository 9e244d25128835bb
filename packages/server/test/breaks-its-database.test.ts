import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { Home } from '@himalia/testing';
import { eventually, homeOf, pidOf, Running, type Session } from './outliving-server.ts';

const fileOf = (home: Home): string => join(home.folder, 'data/himalia/himalia.sqlite');

/** Whether these, and no others, are in a table. */
function holds(home: Home, table: string, ...ids: string[]): boolean {
  if (!existsSync(fileOf(home))) return false;
  using stack = new DisposableStack();
  const db = stack.adopt(new DatabaseSync(fileOf(home), { readOnly: true }), (open) => open.close());
  try {
    const rows = db.prepare(`SELECT id FROM ${table} ORDER BY id`).all();
    return rows.map(({ id }) => id).join() === ids.sort().join();
  } catch {
    return false; // not there yet
  }
}

for (const what of ['himalia.sqlite', 'its folder'] as const)
  test(`SQLite: ${what} is removed while a server runs; the next one has its kernels and sessions`, async (t) => {
    const home = homeOf(t);
    const first = await Running.start(t, home);
    const session = await first.session('work.ipynb', 'synthetic');
    const pid = await pidOf(t, first, session.kernel.id);
    await eventually('the record', () => holds(home, 'sessions_open', session.id));
    rmSync(what === 'its folder' ? dirname(fileOf(home)) : fileOf(home), { recursive: true });
    await eventually('the kernel again', () => holds(home, 'kernels_running', session.kernel.id));
    await eventually('the session again', () => holds(home, 'sessions_open', session.id));
    assert.match(first.process.output, /database was removed or replaced/);
    await first.kill();
    const second = await Running.start(t, home);
    const [same] = await second.ask<Session[]>('api/sessions');
    assert.deepEqual([same?.id, same?.kernel.id], [session.id, session.kernel.id]);
    assert.equal(await pidOf(t, second, session.kernel.id), pid);
  });

test('SQLite is lost while no server runs: the next one says which kernels it does not have', async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const { kernel } = await first.session('work.ipynb', 'synthetic');
  await pidOf(t, first, kernel.id);
  await first.kill();
  rmSync(dirname(fileOf(home)), { recursive: true });
  const second = await Running.start(t, home);
  await second.process.says(new RegExp(`kernels list" shows them, .*kernels=${kernel.id}`));
  assert.deepEqual(await second.ask('api/kernels'), []);
  assert.match((await home.run(['kernels', 'list'])).stdout, new RegExp(`${kernel.id} .*waiting`));
  const stopped = await home.run(['kernels', 'stop', kernel.id]);
  assert.equal(stopped.code, 0, stopped.stderr);
});
