import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Home, KernelClient } from '@himalia/testing';
import { startPostgresql, type TestPostgresql } from '@himalia/testing';
import { eventually, homeOf, lines, lives, pidOf, Running, type Session } from './outliving-server.ts';

let postgresql: TestPostgresql | undefined;
before(async () => {
  postgresql = await startPostgresql();
});
after(() => postgresql?.[Symbol.asyncDispose]());

/** The options of servers that share a database. */
function sharing(home: Home, postgresql: TestPostgresql): string[] {
  const file = join(home.folder, 'database-url');
  writeFileSync(file, postgresql.create(), { mode: 0o600 });
  return ['--database-url-file', file];
}

/** Whether this row is in a table, and no other. */
function holds(postgresql: TestPostgresql | undefined, database: string, table: string, id: string): boolean {
  const only = `CASE WHEN string_agg(id, ',') = '${id}' THEN 1 ELSE 0 END`;
  try {
    postgresql?.run(database, `SELECT 1 / (${only}) FROM ${table}`);
    return true;
  } catch {
    return false; // by zero
  }
}

/** A first server whose kernel waits after ten of forty lines. */
async function halfWay(t: TestContext, home: Home, options: readonly string[]) {
  const first = await Running.start(t, home, ...options);
  const session = await first.session('work.ipynb', 'synthetic');
  const pid = await pidOf(t, first, session.kernel.id);
  const page = await first.client(session.kernel.id, 'tab');
  const go = join(home.folder, 'go');
  const cell = page.execute(`lines 1 10\nawait ${go}\nlines 11 40`);
  await eventually('ten lines', () => lines(cell, page).length === 10);
  // What it got just before the kill it may get again.
  const seen = (again: KernelClient): string[] => [...new Set(lines(cell, page, again))];
  return { first, session, pid, cell, seen, go: () => writeFileSync(go, '') };
}

const all = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);

test('PostgreSQL: kill -9 in the middle of a cell; of two servers that start then one has the kernel', async (t) => {
  if (!postgresql) return t.skip('this machine has no PostgreSQL');
  const home = homeOf(t);
  const options = sharing(home, postgresql);
  const { first, session, pid, cell, seen, go } = await halfWay(t, home, options);
  await first.kill();
  const servers = await Promise.all([Running.start(t, home, ...options), Running.start(t, home, ...options)]);
  const found = await Promise.all(servers.map((server) => server.ask<Session[]>('api/sessions')));
  const kernels = await Promise.all(servers.map((server) => server.ask<{ id: string }[]>('api/kernels')));
  assert.deepEqual(
    found.flat().map(({ id, kernel }) => [id, kernel.id, kernel.execution_state]),
    [[session.id, session.kernel.id, 'busy']],
  );
  assert.equal(kernels.flat().length, 1);
  const [mine, other] = (found[0]?.length === 1 ? servers : servers.toReversed()) as [Running, Running];
  const again = await mine.client(session.kernel.id, 'tab');
  go();
  await again.idle(cell);
  assert.deepEqual(seen(again), all);
  // The other one is stopped, and takes nothing with it; then the one that has the kernel is killed as well.
  assert.equal((await other.process.stop()).code, 0);
  assert.equal(await lives(pid), true);
  await mine.kill();
  const last = await Running.start(t, home, ...options);
  const [same] = await last.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id], [session.id, session.kernel.id]);
  assert.equal((await last.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});

test('PostgreSQL: a server that starts while it is away takes kernels up when it is back', async (t) => {
  if (!postgresql) return t.skip('this machine has no PostgreSQL');
  const home = homeOf(t);
  const options = sharing(home, postgresql);
  const { first, session, pid, cell, seen, go } = await halfWay(t, home, options);
  await postgresql.stop();
  await first.kill();
  const second = await Running.start(t, home, ...options);
  // A page that were told now that its kernel is gone would give it up.
  for (const path of ['kernels', 'sessions', `kernels/${session.kernel.id}`, `sessions/${session.id}`])
    await assert.rejects(second.ask(`api/${path}`), /^Error: 503 .*not known yet.*cannot be reached/, path);
  await assert.rejects(second.client(session.kernel.id, 'tab'), /503/);
  assert.match((await second.ask<{ waits_for: string }>('api/status')).waits_for, /cannot be reached/);
  const meanwhile = await second.session('meanwhile.ipynb', 'synthetic');
  go();
  await postgresql.start();
  const known = async (): Promise<Session[]> => await second.ask<Session[]>('api/sessions').catch(() => []);
  await eventually('both sessions', async () => (await known()).length === 2);
  const ids = (await known()).map(({ id, kernel }) => [id, kernel.id]);
  assert.deepEqual(ids.sort(), [session, meanwhile].map(({ id, kernel }) => [id, kernel.id]).sort());
  assert.equal((await second.ask<{ waits_for?: string }>('api/status')).waits_for, undefined);
  const again = await second.client(session.kernel.id, 'tab');
  await again.idle(cell);
  assert.deepEqual(seen(again), all);
  // A third one gets nothing, and after a kill the next one has both, also the session of the time without a database.
  const third = await Running.start(t, home, ...options);
  assert.deepEqual([await third.ask('api/kernels'), await third.ask('api/sessions')], [[], []]);
  assert.equal((await third.process.stop()).code, 0);
  await second.kill();
  const last = await Running.start(t, home, ...options);
  const still = await last.ask<Session[]>('api/sessions');
  assert.deepEqual(still.map(({ id, kernel }) => [id, kernel.id]).sort(), ids.sort());
  assert.equal((await last.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});

test('PostgreSQL: while it is away kernels go on, start and end; afterwards they are recorded', async (t) => {
  if (!postgresql) return t.skip('this machine has no PostgreSQL');
  const home = homeOf(t);
  const options = sharing(home, postgresql);
  const first = await Running.start(t, home, ...options);
  const before = await first.session('before.ipynb', 'synthetic');
  await postgresql.stop();
  const meanwhile = await first.session('meanwhile.ipynb', 'synthetic');
  const pid = await pidOf(t, first, meanwhile.kernel.id);
  await first.ask(`api/sessions/${before.id}`, 'DELETE');
  await postgresql.start();
  const { pathname } = new URL(readFileSync(join(home.folder, 'database-url'), 'utf8'));
  const database = pathname.slice(1);
  await eventually('the kernel', () => holds(postgresql, database, 'kernels_running', meanwhile.kernel.id));
  await eventually('the session', () => holds(postgresql, database, 'sessions_open', meanwhile.id));
  await first.kill();
  const second = await Running.start(t, home, ...options);
  const sessions = await second.ask<Session[]>('api/sessions');
  assert.deepEqual(
    sessions.map(({ id, kernel }) => [id, kernel.id]),
    [[meanwhile.id, meanwhile.kernel.id]],
  );
  assert.equal((await second.ask<unknown[]>('api/kernels')).length, 1);
  assert.equal(await pidOf(t, second, meanwhile.kernel.id), pid);
});
