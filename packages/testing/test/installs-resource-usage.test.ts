import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Home, type ServerProcess } from '@himalia/testing';

const id = '@himalia-examples/resource-usage:usage';
type Usage = { readonly server: { readonly memory: number }; readonly machine: { readonly cpus: number } };
const himalia = new Home();
let server: ServerProcess;
before(async () => {
  await himalia.installPackage(fileURLToPath(new URL('../../../examples/resource-usage', import.meta.url)));
});
after(async () => {
  await server?.stop();
  himalia[Symbol.dispose]();
});

it('is listed and off after npm install, on after himalia plugin enable', async () => {
  const state = async () => {
    const { stdout } = await himalia.run(['plugin', 'list', '--json']);
    const { plugins } = JSON.parse(stdout) as { readonly plugins: readonly { id: string; state: string }[] };
    return plugins.find((plugin) => plugin.id === id)?.state;
  };
  assert.equal(await state(), 'off');
  assert.match((await himalia.run(['plugin', 'why', '/api/resource-usage'])).stderr, /No enabled plugin serves/);
  const { code, stdout, stderr } = await himalia.run(['plugin', 'enable', id]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /is enabled in .*himalia\.json/);
  assert.equal(await state(), 'on');
});

it('serves its snapshot and its page', async () => {
  server = await himalia.serve('kernels');
  const usage = (await (await server.ask('api/resource-usage')).json()) as Usage;
  assert.ok(usage.server.memory > 1_000_000 && usage.machine.cpus >= 1, JSON.stringify(usage));
  const page = await server.ask('resource-usage');
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.match(await page.text(), /api\/resource-usage\/live/);
  assert.equal((await fetch(new URL('api/resource-usage', server.url))).status, 403);
});

it('sends live snapshots; a deactivated plugin closes its sockets and answers 503 until it is active again', async () => {
  const socket = server.socket('api/resource-usage/live');
  const [data] = await once(socket, 'message');
  assert.ok((JSON.parse(String(data)) as Usage).server.memory > 0);
  await once(socket, 'message');
  const closed = once(socket, 'close');
  assert.equal((await himalia.run(['plugin', 'deactivate', id])).code, 0);
  assert.equal((await closed)[0], 1012);
  const refused = await server.ask('api/resource-usage');
  assert.deepEqual(
    [refused.status, await refused.json()],
    [503, { message: `The plugin ${id} was deactivated`, reason: null }],
  );
  const again = server.socket('api/resource-usage/live');
  await assert.rejects(once(again, 'open'), /503/);
  assert.equal((await himalia.run(['plugin', 'activate', id])).code, 0);
  assert.equal((await server.ask('api/resource-usage')).status, 200);
  const back = server.socket('api/resource-usage/live');
  await once(back, 'message');
  back.terminate();
});
