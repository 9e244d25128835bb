import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Home, type ServerProcess } from '@himalia/testing';

type Listed = { readonly id: string; readonly name: string; readonly state: string; readonly server?: string };

async function newKernel(server: ServerProcess): Promise<string> {
  const { id } = await server.json<{ id: string }>('api/kernels', 'POST', { name: 'typescript' });
  return id;
}

async function listed(home: Home, { token }: ServerProcess): Promise<Listed[]> {
  const { code, stdout, stderr } = await home.run(['kernels', 'list', '--json']);
  assert.equal(code, 0, stderr);
  assert.ok(!stdout.includes(token));
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Listed);
}

test('kernels list, attach and stop: of a server that runs', async () => {
  using home = new Home();
  await using server = await home.serve('kernels');
  const id = await newKernel(server);
  assert.deepEqual(
    (await listed(home, server)).map((kernel) => [kernel.id, kernel.name, kernel.server !== undefined]),
    [[id, 'typescript', true]],
  );
  const input = 'const a = 6\na * 7\nconsole.log("is", a)\n';
  const said = await home.run(['kernels', 'attach', id.slice(0, 8)], { input });
  assert.deepEqual([said.code, said.stdout], [0, '42\nis 6\n'], said.stderr);
  const failed = await home.run(['kernels', 'attach', id], { input: 'throw new Error("no good")\n' });
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /no good/);
  const stopped = await home.run(['kernels', 'stop', id]);
  assert.deepEqual([stopped.code, stopped.stdout], [0, `${id} (typescript) has ended.\n`], stopped.stderr);
  assert.deepEqual(await listed(home, server), []);
  assert.equal((await server.stop()).code, 0);
});

test('kernels list, attach and stop: of those that wait while no server runs', async () => {
  using home = new Home();
  await using server = await home.serve('kernels');
  const id = await newKernel(server);
  const other = await newKernel(server);
  const stopping = await home.run(['stop']);
  assert.match(stopping.stdout, /has stopped\.\nKernels that wait for a server: 2 /, stopping.stderr);
  const { code, stderr } = await server.ended();
  assert.equal(code, 0);
  assert.match(stderr, /Kernels go on and wait for the next server; .*kernels=2/);
  assert.deepEqual(
    (await listed(home, server)).map((kernel) => [kernel.id, kernel.name, kernel.state]).sort(),
    [
      [id, 'typescript', 'waiting'],
      [other, 'typescript', 'waiting'],
    ].sort(),
  );
  const said = await home.run(['kernels', 'attach', id], { input: '6 * 7\n' });
  assert.deepEqual([said.code, said.stdout], [0, '42\n'], said.stderr);
  const stopped = await home.run(['kernels', 'stop', id]);
  assert.deepEqual([stopped.code, stopped.stdout], [0, `${id} (typescript) has ended.\n`], stopped.stderr);
  await using next = await home.serve('kernels');
  const kernels = await next.json<{ id: string }[]>('api/kernels');
  assert.deepEqual(
    kernels.map((kernel) => kernel.id),
    [other],
  );
  assert.equal((await next.stop()).code, 0);
  assert.equal((await home.run(['kernels', 'stop', '--all'])).stdout, `${other} (typescript) has ended.\n`);
  assert.equal((await home.run(['kernels', 'stop', '--all'])).stdout, 'There are no kernels.\n');
});

test('kernels: what is not there, or not understood, is said', async () => {
  using home = new Home();
  assert.equal((await home.run(['kernels', 'list'])).stdout, 'There are no kernels.\n');
  const none = await home.run(['kernels', 'stop', 'abc']);
  assert.deepEqual(
    [none.code, none.stderr],
    [1, 'himalia: There is no kernel abc. "himalia kernels list" lists them.\n'],
  );
  assert.match((await home.run(['kernels', 'lst'])).stderr, /did you mean 'list'\?/);
  for (const command of ['attach', 'stop'])
    for (const id of [[], ['']]) assert.equal((await home.run(['kernels', command, ...id])).code, 2);
});

test('kernels of a server that lets no command in are listed, and why is said', async () => {
  using home = new Home();
  await using server = await home.serve('kernels');
  const id = await newKernel(server);
  const file = join(home.runtime, `jpserver-${server.child.pid}.json`);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), token: '' }));
  const list = await home.run(['kernels', 'list']);
  assert.equal(list.code, 1);
  assert.match(list.stdout, new RegExp(`^${id}  typescript +unknown +a server has it \\(process \\d+\\)\n$`));
  assert.match(list.stderr, /refuses: Forbidden\. Commands need its token: start it with --token, too\.\n$/);
  const stop = await home.run(['kernels', 'stop', '--all']);
  assert.equal(stop.code, 1);
  assert.match(stop.stderr, /\(typescript\) cannot be stopped: Another server that runs has this kernel\n$/);
  const attach = await home.run(['kernels', 'attach', id]);
  assert.deepEqual(
    [attach.code, attach.stderr],
    [1, `himalia: The kernel ${id} cannot be attached to: Another server that runs has this kernel.\n`],
  );
  assert.equal((await server.json<unknown[]>('api/kernels')).length, 1);
});
