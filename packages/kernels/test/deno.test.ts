import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';

const peers = process.env.HIMALIA_NPM_PEERS;
const deno = join(peers ?? '', 'node_modules/.bin/deno');
const skip = peers === undefined && 'HIMALIA_NPM_PEERS names no folder with deno';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

/** Lets Deno install its kernelspec itself, as its users do. */
function installDeno(): void {
  const data = join(server.folder, 'data');
  const env = {
    ...process.env,
    JUPYTER_DATA_DIR: data,
    DENO_DIR: join(server.folder, 'deno'),
    DENO_NO_UPDATE_CHECK: '1',
  };
  const { status, stderr } = spawnSync(deno, ['jupyter', '--install'], { env, encoding: 'utf8', timeout: 60_000 });
  assert.equal(status, 0, stderr);
}

test("Deno's kernel: runs cells, shows results and errors, restarts and ends", { skip }, async () => {
  installDeno();
  const { id } = await startKernel(server, 'deno');
  await using client = await KernelClient.connect(server, id);
  assert.equal(await client.run('console.log("hello", 6 * 7)'), 'hello 42\n');
  const cell = client.execute('const answer: number = 42; answer');
  assert.equal((await client.reply(cell)).content.status, 'ok');
  const result = await client.find(
    ({ type, parentId }) => type === 'execute_result' && parentId === cell,
    'the result',
  );
  assert.match(String((result.content.data as Record<string, string>)['text/plain']), /42/);
  const failing = client.execute('throw new Error("no luck")');
  assert.equal((await client.reply(failing)).content.status, 'error');
  const restarted = await server.ask(`api/kernels/${id}/restart`, { method: 'POST' });
  assert.equal(restarted.status, 200);
  assert.equal(await client.run('console.log(typeof answer)'), 'undefined\n');
  await eventually('idle', async () => (await kernel(server, id))?.execution_state === 'idle');
  const ended = await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
  assert.equal(ended.status, 204);
});
