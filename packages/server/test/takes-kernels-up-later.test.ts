import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, homeOf, lives, pidOf, Running, type Session, supervisorOf } from './outliving-server.ts';

type Model = { readonly id: string; readonly execution_state: string; readonly reason?: string };

test('a kernel that cannot be taken up is listed with the reason, and taken up as soon as it can be', async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('work.ipynb', 'synthetic');
  const { id } = session.kernel;
  const pid = await pidOf(t, first, id);
  const supervisor = await supervisorOf(home);
  process.kill(supervisor, 'SIGSTOP'); // nobody starts another one meanwhile
  await first.kill();
  process.kill(supervisor, 'SIGKILL');
  const journals = join(home.runtime, 'himalia/journals');
  renameSync(journals, `${journals}.away`);
  writeFileSync(journals, 'in the way');

  const second = await Running.start(t, home);
  const [listed] = await second.ask<Model[]>('api/kernels');
  assert.deepEqual([listed?.id, listed?.execution_state], [id, 'unknown']);
  assert.match(listed?.reason ?? '', /could not take it up yet: .*(ENOTDIR|EEXIST).*tried again/);
  assert.deepEqual(await second.ask(`api/kernels/${id}`), listed);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel], [session.id, listed]);
  assert.deepEqual(await second.session('work.ipynb', 'synthetic'), same, 'no second kernel for its notebook');
  await assert.rejects(second.client(id, randomUUID()), /503/);
  for (const [path, method] of [
    [`kernels/${id}/interrupt`, 'POST'],
    [`kernels/${id}/restart`, 'POST'],
    [`kernels/${id}`, 'DELETE'],
    [`sessions/${session.id}`, 'DELETE'],
  ] as const)
    await assert.rejects(second.ask(`api/${path}`, method), /^Error: 503 .*could not take it up yet/, path);
  assert.deepEqual(await second.ask('api/sessions'), [same]);
  assert.equal(await lives(pid), true);

  renameSync(journals, `${journals}.bad`);
  renameSync(`${journals}.away`, journals);
  const state = async (): Promise<string> => (await second.ask<Model>(`api/kernels/${id}`)).execution_state;
  await eventually('it is taken up', async () => (await state()) === 'idle');
  assert.equal(await pidOf(t, second, id), pid);
  assert.equal((await second.ask<Session[]>('api/sessions'))[0]?.id, session.id);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});
