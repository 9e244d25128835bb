import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Home } from '@himalia/testing';
import { cellOf, eventually, homeOf, lives, pidOf, Running, streamOf, supervisorOf } from './outliving-server.ts';

const forty = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`).join('');
const journals = (home: Home): string => join(home.runtime, 'himalia/journals');

/** A cell that waits after ten of its forty lines, in a notebook whose page goes with the server. */
async function running(t: TestContext, home: Home, ...args: string[]) {
  const server = await Running.start(t, home, ...args);
  await server.notebook('lost.ipynb', 'one');
  const { kernel } = await server.session('lost.ipynb', 'synthetic');
  const pid = await pidOf(t, server, kernel.id);
  const page = await server.client(kernel.id, 'tab');
  const go = join(home.folder, 'go');
  page.executeCell('one', `lines 1 10\nawait ${go}\nlines 11 40\nsleep 600000`);
  await eventually('ten lines', () => page.text().includes('line 10\n'));
  return { server, id: kernel.id, pid, go: () => writeFileSync(go, '') };
}

function isKept(home: Home, id: string, text: string): boolean {
  const folder = join(journals(home), id);
  return readdirSync(folder).some((file) => readFileSync(join(folder, file), 'latin1').includes(text));
}

async function written(home: Home): Promise<void> {
  await eventually('all lines in the notebook', () => streamOf(home, 'lost.ipynb', 'one') === forty);
  await eventually('no journal', () => readdirSync(journals(home)).length === 0);
}

test('a kernel that ended while no server ran: what it said until then is in its notebook, and why it has no end', async (t) => {
  const home = homeOf(t);
  const { server, id, pid, go } = await running(t, home);
  await server.kill();
  go();
  await eventually('the last line', () => isKept(home, id, 'line 40\\n'));
  process.kill(pid, 'SIGKILL');
  await eventually('its end', async () => !(await lives(pid)));
  const second = await Running.start(t, home);
  await assert.rejects(second.ask(`api/kernels/${id}`), /404 .*ended while no server ran.*SIGKILL/);
  assert.deepEqual(await second.ask('api/sessions'), []);
  await written(home);
  assert.match(streamOf(home, 'lost.ipynb', 'one', 'stderr'), /The kernel died: .*SIGKILL/);
  assert.equal(cellOf(home, 'lost.ipynb', 'one')?.execution_count, null);
  await second.process.stop();
  const third = await Running.start(t, home);
  await assert.rejects(third.ask(`api/kernels/${id}`), /404 (?!.*ended)/);
});

test('the same when its supervisor ended too', async (t) => {
  const home = homeOf(t);
  const { server, id, pid, go } = await running(t, home);
  await server.kill();
  go();
  await eventually('the last line', () => isKept(home, id, 'line 40\\n'));
  process.kill(await supervisorOf(home), 'SIGKILL');
  process.kill(pid, 'SIGKILL');
  await eventually('its end', async () => !(await lives(pid)));
  await Running.start(t, home);
  await written(home);
  assert.match(streamOf(home, 'lost.ipynb', 'one', 'stderr'), /The kernel died: how is not known/);
});

test('the same without a supervisor; a kernel that goes on without its server is ended', async (t) => {
  const home = homeOf(t);
  const { server, id, pid, go } = await running(t, home, '--no-kernel-supervisor');
  const beside = await Running.start(t, home, '--no-kernel-supervisor');
  assert.deepEqual(await beside.ask('api/kernels'), []);
  assert.equal(await lives(pid), true, 'a second server leaves alone what the first one has');
  await beside.process.stop();
  go();
  await eventually('the last line', () => isKept(home, id, 'line 40\\n'));
  await server.kill();
  assert.equal(await lives(pid), true);
  await Running.start(t, home, '--no-kernel-supervisor');
  assert.equal(await lives(pid), false);
  await written(home);
});

test('what was done after the clock was set back is not taken to be in the notebook', async (t) => {
  const home = homeOf(t);
  const server = await Running.start(t, home);
  await server.notebook('lost.ipynb', 'one');
  const { kernel } = await server.session('lost.ipynb', 'synthetic');
  const hence = new Date(Date.now() + 5 * 3_600_000);
  utimesSync(join(home.root, 'lost.ipynb'), hence, hence);
  const page = await server.client(kernel.id, 'tab');
  await page.idle(page.executeCell('one', 'lines 1 40'));
  await server.kill(); // before the page saved what it got
  const second = await Running.start(t, home, '--unattended-grace-seconds=0', '--unattended-interval-seconds=1');
  await eventually('all lines in the notebook', () => streamOf(home, 'lost.ipynb', 'one') === forty);
  assert.equal((await second.process.stop()).code, 0);
});

test('journals that nobody knows go when they are old', async (t) => {
  const home = homeOf(t);
  const [old, young] = ['old', 'young'].map((id) => join(journals(home), id)) as [string, string];
  for (const folder of [old, young]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '1.journal'), '');
  }
  const before = new Date(Date.now() - 8 * 24 * 3_600_000);
  utimesSync(join(old, '1.journal'), before, before);
  await Running.start(t, home);
  assert.equal(existsSync(old), false);
  assert.equal(existsSync(young), true);
});
