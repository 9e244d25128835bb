import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { basicPlugins, bootServer, KernelClient } from '@himalia/testing';

const script = join(import.meta.dirname, '../../packages/kernels/test/support/synthetic-kernel.ts');
const argv = [process.execPath, '--conditions=source', '--no-warnings', script, '{connection_file}'];
const hour = 3_600_000;
const plugins = [
  ...basicPlugins,
  '@himalia/kernels:kernelspecs',
  '@himalia/kernels:provisioners',
  '@himalia/kernels:kernels',
  '@himalia/terminals:terminals',
];
const config = {
  http: { pingInterval: 1 },
  // An hour is the shortest that is kept; the kernel is in this process, so that its clock is set as well.
  kernels: { supervisor: false, journalHours: 1, cullIdleTimeout: 7200, cullInterval: 1, cullPresence: 7200 },
  terminals: { shellCommand: ['/bin/sh'], cullInactiveTimeout: 7200, cullInterval: 1 },
};

it('a clock that is set hours forward and back: nobody is logged out or cut off, and nothing is culled or forgotten', async (t) => {
  await using server = await bootServer({ plugins, config });
  const folder = join(server.folder, 'data/kernels/synthetic');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.json'), JSON.stringify({ argv, display_name: 'synthetic', language: 'commands' }));
  const started = await server.ask('api/kernels', { method: 'POST', body: { name: 'synthetic' } });
  const { id } = (await started.json()) as { id: string };
  const terminal = await server.ask('api/terminals', { method: 'POST' });
  const { name } = (await terminal.json()) as { name: string };
  const login = await server.ask('api/status');
  const [cookie = ''] = login.headers.getSetCookie().map((value) => value.split(';', 1)[0]);
  assert.notEqual(cookie, '');

  await using page = await KernelClient.connect(server, id);
  const cut = once(page.socket, 'close');
  const away = await KernelClient.connect(server, id);
  const cell = away.execute('print before');
  await away.idle(cell);
  await away.close();
  const real = Date.now;
  for (const hours of [5, -5]) {
    t.mock.method(Date, 'now', () => real() + hours * hour);
    // Each culling and each round of pings comes in between.
    for (let round = 0; round < 5; round++) await Promise.race([once(page.socket, 'ping'), cut]);
    assert.equal(page.socket.readyState, page.socket.OPEN, `cut off when ${hours} hours had passed`);
    assert.equal((await server.ask(`api/kernels/${id}`)).status, 200);
    assert.equal((await server.ask(`api/terminals/${name}`)).status, 200);
    const asked = await fetch(`${server.url}api/kernels`, { headers: { cookie } });
    assert.equal(asked.status, 200, 'logged out');
    assert.equal(await page.run(`print ${hours}`), `${hours}\n`);
  }
  // Its cell is asked for again, and comes from the journal.
  await using again = await KernelClient.connect(server, id);
  again.executeAgain(cell, 'print before');
  await again.idle(cell);
  assert.match(again.text(cell), /before/);
});
