import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  cellOf,
  eventually,
  homeOf,
  lines,
  lives,
  pidOf,
  Running,
  type Session,
  streamOf,
  supervisorOf,
  withPython,
} from './outliving-server.ts';

/** Prints 40 lines: some before the server is killed, some while there is none, the last ones when `go` is there. */
const forty = [
  'import os, time',
  'for i in range(40):',
  '    while i == 30 and not os.path.exists("go"): time.sleep(0.05)',
  '    print("line", i, flush=True); time.sleep(0.05)',
].join('\n');

test('kill -9 of the server in the middle of a cell: same ids, 40 of 40 lines', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('work.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const before = await first.client(session.kernel.id, 'tab-1');
  const cell = before.execute(forty);
  await eventually('some lines', () => lines(cell, before).length > 5);
  await first.kill();
  const second = await Running.start(t, home);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual(
    [same?.id, same?.path, same?.name, same?.kernel.id, same?.kernel.name, same?.kernel.execution_state],
    [session.id, session.path, session.name, session.kernel.id, session.kernel.name, 'busy'],
  );
  const after = await second.client(session.kernel.id, 'tab-1');
  writeFileSync(join(home.root, 'go'), '');
  await after.idle(cell);
  const all = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  // What was on its way to the client in the last moment may come twice; nothing is missing, and all is in order.
  assert.deepEqual([...new Set(lines(cell, before, after))], all);
  const [next = ''] = lines(cell, after);
  assert.deepEqual(lines(cell, after), all.slice(all.indexOf(next)));
  assert.equal(await pidOf(t, second, session.kernel.id), pid);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await lives(pid), false, 'SIGTERM ends what was adopted');
});

test(
  'kill -9 of the server in the middle of a cell whose page never returns: 40 of 40 lines in the notebook',
  withPython,
  async (t) => {
    const home = homeOf(t);
    const first = await Running.start(t, home, '--unattended-grace-seconds=1');
    await first.notebook('left.ipynb', 'one');
    const session = await first.session('left.ipynb');
    const page = await first.client(session.kernel.id, 'tab-1');
    const cell = page.executeCell('one', forty);
    await eventually('some lines', () => lines(cell, page).length > 5);
    await first.kill();
    await Running.start(t, home, '--unattended-grace-seconds=1');
    writeFileSync(join(home.root, 'go'), '');
    const saved = () => cellOf(home, 'left.ipynb', 'one');
    await eventually('the number of the execution', () => typeof saved()?.execution_count === 'number');
    assert.deepEqual(
      saved()?.outputs[0]?.text,
      Array.from({ length: 40 }, (_, index) => `line ${index}\n`),
    );
  },
);

test('kill -9 in the moment in which a session was answered, or changed: it is known', async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const { id, kernel } = await first.session('new.ipynb', 'synthetic');
  await first.kill();
  const second = await Running.start(t, home);
  await second.ask(`api/sessions/${id}`, 'PATCH', { path: 'renamed.ipynb' });
  await second.kill();
  const third = await Running.start(t, home);
  const known = await third.ask<Session[]>('api/sessions');
  assert.deepEqual(
    known.map((session) => [session.id, session.path, session.kernel.id]),
    [[id, 'renamed.ipynb', kernel.id]],
  );
  assert.equal((await third.process.stop()).code, 0);
});

test('kill -9 while a client reads slowly: what was on its way to it comes again', async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const { kernel } = await first.session('slow.ipynb', 'synthetic');
  const slow = await first.client(kernel.id, 'slow');
  const quick = await first.client(kernel.id, 'quick');
  await slow.run('print hello');
  slow.socket.pause();
  const cell = quick.execute('streams 20000 1000');
  await quick.idle(cell);
  await first.kill();
  slow.socket.resume();
  const second = await Running.start(t, home);
  const again = await second.client(kernel.id, 'slow');
  await again.idle(cell);
  const seen = new Set((slow.text() + again.text()).match(/^\d+(?= x)/gm));
  assert.equal(seen.size, 20_000);
  assert.equal((await second.process.stop()).code, 0);
});

test("kill -9 in the moment in which a client came: it is known, and gets nothing of another one's", async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const { kernel } = await first.session('moment.ipynb', 'synthetic');
  const quick = await first.client(kernel.id, 'quick');
  const slow = await first.client(kernel.id, 'slow');
  await slow.run('print hello');
  slow.socket.pause();
  await quick.idle(quick.execute('lines 1 100'));
  await first.client(kernel.id, 'new');
  // A client knows that it is connected a moment before its server does.
  const connections = async () => (await first.ask<{ connections: number }>(`api/kernels/${kernel.id}`)).connections;
  await eventually('the third one', async () => (await connections()) === 3);
  await first.kill();
  const second = await Running.start(t, home);
  const come = await second.client(kernel.id, 'new');
  assert.equal(await come.run('print mine'), 'mine\n');
  assert.equal(come.text(), 'mine\n');
  const again = await second.client(kernel.id, 'slow');
  await again.find(() => again.text().includes('line 100\n'), 'what it had not read');
});

test('a second server of the same root gets nothing while the first one runs', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('mine.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const second = await Running.start(t, home);
  assert.deepEqual(await second.ask('api/kernels'), []);
  assert.deepEqual(await second.ask('api/sessions'), []);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await pidOf(t, first, session.kernel.id), pid);
  await first.kill();
  const third = await Running.start(t, home);
  const [same] = await third.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id], [session.id, session.kernel.id]);
  assert.equal((await third.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});

test('SIGTERM keeps kernels where kernels.onStop says so', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home, '--kernels-on-stop=keep');
  const session = await first.session('kept.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  assert.equal((await first.process.stop()).code, 0);
  assert.equal(await lives(pid), true);
  const second = await Running.start(t, home);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id, same?.kernel.execution_state], [session.id, session.kernel.id, 'idle']);
  assert.equal(await pidOf(t, second, session.kernel.id), pid);
  await second.ask(`api/kernels/${session.kernel.id}/restart`, 'POST');
  const next = await pidOf(t, second, session.kernel.id);
  assert.notEqual(next, pid);
  await second.kill();
  const third = await Running.start(t, home);
  assert.equal(await pidOf(t, third, session.kernel.id), next, 'the new process was recorded');
  await third.ask(`api/sessions/${session.id}`, 'DELETE');
  assert.equal(await lives(next), false);
  assert.deepEqual(await third.ask('api/kernels'), []);
});

test('a cell that ends when server and supervisor are killed: its notebook and its page have its end', async (t) => {
  const home = homeOf(t);
  const options = ['--unattended-grace-seconds=1', '--unattended-interval-seconds=1'];
  const first = await Running.start(t, home, ...options);
  await first.notebook('ended.ipynb', 'one');
  const { kernel } = await first.session('ended.ipynb', 'synthetic');
  const page = await first.client(kernel.id, 'page');
  const [go, done] = [join(home.root, 'go'), join(home.root, 'done')];
  const cell = page.executeCell('one', `print before\nawait ${go}\nprint lost\ntouch ${done}`);
  await eventually('a line', () => page.text(cell) === 'before\n');
  process.kill(await supervisorOf(home), 'SIGKILL');
  await first.kill();
  writeFileSync(go, '');
  await eventually('it is done', () => existsSync(done));
  const second = await Running.start(t, home, ...options);
  await eventually('the notebook', () => streamOf(home, 'ended.ipynb', 'one', 'stderr').includes('may be missing'));
  assert.equal(streamOf(home, 'ended.ipynb', 'one'), 'before\n');
  const { execution_state } = await second.ask<Session['kernel']>(`api/kernels/${kernel.id}`);
  assert.equal(execution_state, 'idle');
  const again = await second.client(kernel.id, 'page');
  await again.idle(cell);
  assert.equal((await again.reply(cell)).content.ename, 'ConnectionLost');
});

test('kernels outlive their supervisor and their server, both killed', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('both.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const supervisor = await supervisorOf(home);
  process.kill(supervisor, 'SIGKILL');
  await eventually('another supervisor', async () => ![0, supervisor].includes(await supervisorOf(home)));
  assert.equal(await pidOf(t, first, session.kernel.id), pid, 'the server goes on with another one');
  process.kill(await supervisorOf(home), 'SIGKILL');
  await first.kill();
  assert.equal(await lives(pid), true);
  const second = await Running.start(t, home);
  const [same] = await second.ask<Session[]>('api/sessions');
  assert.deepEqual([same?.id, same?.kernel.id], [session.id, session.kernel.id]);
  assert.equal(await pidOf(t, second, session.kernel.id), pid);
  assert.equal((await second.process.stop()).code, 0);
  assert.equal(await lives(pid), false);
});

test('after a reboot: records are cleaned, and who asks is told', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const session = await first.session('gone.ipynb');
  const pid = await pidOf(t, first, session.kernel.id);
  const supervisor = await supervisorOf(home);
  process.kill(supervisor, 'SIGSTOP'); // it neither sees the kernel end nor is replaced
  await first.kill();
  process.kill(supervisor, 'SIGKILL');
  process.kill(pid, 'SIGKILL');
  const second = await Running.start(t, home);
  assert.deepEqual(await second.ask('api/sessions'), []);
  assert.deepEqual(await second.ask('api/kernels'), []);
  await assert.rejects(second.ask(`api/kernels/${session.kernel.id}`), /404 .*ended while no server ran/);
  const left = readdirSync(home.runtime).filter((name) => name.startsWith('kernel-'));
  assert.deepEqual(left, []);
  await eventually('no journal', () => readdirSync(join(home.runtime, 'himalia/journals')).length === 0);
  await second.kill();
  const third = await Running.start(t, home);
  await assert.rejects(third.ask(`api/kernels/${session.kernel.id}`), /404/);
});

test('a kernel that ends while no server runs says how', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home);
  const { kernel } = await first.session('ended.ipynb');
  const pid = await pidOf(t, first, kernel.id);
  await first.kill();
  process.kill(pid, 'SIGKILL');
  await eventually('its end', async () => !(await lives(pid)));
  const second = await Running.start(t, home);
  await assert.rejects(second.ask(`api/kernels/${kernel.id}`), /404 .*ended while no server ran.*SIGKILL/);
});

test('kernels.supervisor off: kernels end with their server, also when it is killed', withPython, async (t) => {
  const home = homeOf(t);
  const first = await Running.start(t, home, '--no-kernel-supervisor');
  const { kernel } = await first.session('alone.ipynb');
  const pid = await pidOf(t, first, kernel.id);
  await first.kill();
  await eventually('its end', async () => !(await lives(pid)));
});
