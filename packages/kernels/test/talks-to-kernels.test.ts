import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

for (const protocol of ['v1', 'json'] as const) {
  test(`channels (${protocol}): a cell's reply, output and status arrive`, async () => {
    const { id } = await startKernel(server);
    await using client = await KernelClient.connect(server, id, { protocol });
    assert.equal(client.socket.protocol, protocol === 'v1' ? 'v1.kernel.websocket.jupyter.org' : '');
    const cell = client.execute('print hello ü 山\nresult 42');
    const reply = await client.reply(cell);
    assert.equal(reply.content.status, 'ok');
    await client.idle(cell);
    assert.equal(client.text(cell), 'hello ü 山\n');
    const types = client.received.filter(({ parentId }) => parentId === cell).map(({ type }) => type);
    for (const type of ['execute_input', 'stream', 'execute_result', 'execute_reply', 'status']) {
      assert.ok(types.includes(type), type);
    }
  });

  test(`channels (${protocol}): binary buffers pass unchanged`, async () => {
    const { id } = await startKernel(server);
    await using client = await KernelClient.connect(server, id, { protocol });
    const cell = client.execute('buffers 100000');
    const { buffers } = await client.find(({ type, parentId }) => type === 'comm_msg' && parentId === cell);
    assert.deepEqual(
      buffers.map(({ length }) => length),
      [100_000, 3],
    );
    assert.ok(buffers[0]?.every((byte) => byte === 7));
    assert.deepEqual([...(buffers[1] ?? [])], [1, 2, 3]);
  });

  test(`channels (${protocol}): output goes to all, the reply and the input request to who asked (SPEC 11)`, async () => {
    const { id } = await startKernel(server);
    await using asker = await KernelClient.connect(server, id, { protocol });
    await using other = await KernelClient.connect(server, id);
    assert.equal((await kernel(server, id))?.connections, 2);
    const cell = asker.execute('input name?');
    const request = await asker.find(({ type }) => type === 'input_request');
    assert.equal(request.channel, 'stdin');
    assert.equal(request.content.prompt, 'name?');
    asker.send('stdin', 'input_reply', { value: 'Ada', status: 'ok' });
    await asker.reply(cell);
    await other.idle(cell);
    assert.equal(other.text(cell), 'you said Ada\n');
    assert.deepEqual(
      other.received.filter(({ channel }) => channel !== 'iopub'),
      [],
    );
  });

  test(`channels (${protocol}): a malformed frame closes that client alone`, async () => {
    const { id } = await startKernel(server);
    await using good = await KernelClient.connect(server, id);
    for (const frame of [Buffer.from([1, 2, 3]), Buffer.alloc(64, 0xff), Buffer.alloc(0)]) {
      const bad = await KernelClient.connect(server, id, { protocol });
      bad.socket.send(frame);
      assert.equal(await bad.closed(), 1007);
    }
    assert.equal(await good.run('print still here'), 'still here\n');
  });
}

test('channels: a text frame has no place in v1, and JSON that is none closes a JSON client (SPEC 21)', async () => {
  const { id } = await startKernel(server);
  const v1 = await KernelClient.connect(server, id);
  v1.socket.send('{}');
  assert.equal(await v1.closed(), 1003);
  for (const text of ['no json', '[]', '{"channel":5,"header":{}}', '{}']) {
    const json = await KernelClient.connect(server, id, { protocol: 'json' });
    json.socket.send(text);
    assert.equal(await json.closed(), 1007, text);
  }
});

test('channels: unknown channels are ignored', async () => {
  const { id } = await startKernel(server);
  await using client = await KernelClient.connect(server, id);
  for (const channel of ['hb', 'iopub', 'nonsense', '']) client.send(channel, 'execute_request', { code: 'print no' });
  assert.equal(await client.run('print yes'), 'yes\n');
  assert.ok(!client.received.some(({ content }) => content.text === 'no\n'));
});

test('channels: an unknown kernel is 404 before the upgrade', async () => {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const socket = server.socket('api/kernels/11111111-2222-3333-4444-555555555555/channels');
  socket.on('unexpected-response', (_, response) => {
    resolve(response.statusCode);
    socket.terminate();
  });
  socket.on('error', () => undefined);
  assert.equal(await promise, 404);
});

test('channels: who connects at once misses no output of its first cell (SPEC 12)', async () => {
  for (let round = 0; round < 5; round++) {
    const { id } = await startKernel(server);
    await using client = await KernelClient.connect(server, id);
    assert.equal(await client.run('print first'), 'first\n');
    await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
  }
});

test('channels: connections are counted, and the state follows the kernel without any client (SPEC 2, 3)', async () => {
  const { id } = await startKernel(server);
  await eventually('idle without a client', async () => (await kernel(server, id))?.execution_state === 'idle');
  const client = await KernelClient.connect(server, id);
  const before = (await kernel(server, id))?.last_activity ?? '';
  assert.match(before, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  await sleep(150);
  const cell = client.execute('loop');
  await eventually('busy', async () => (await kernel(server, id))?.execution_state === 'busy');
  await client.find(({ parentId, type }) => type === 'stream' && parentId === cell);
  const response = await server.ask(`api/kernels/${id}/interrupt`, { method: 'POST' });
  assert.equal(response.status, 204);
  assert.equal((await client.reply(cell)).content.status, 'error');
  await eventually('idle again', async () => (await kernel(server, id))?.execution_state === 'idle');
  assert.ok(((await kernel(server, id))?.last_activity ?? '') > before);
  await client.close();
  await eventually('nobody connected', async () => (await kernel(server, id))?.connections === 0);
});

test('channels: a hundred requests at once are answered, each to its client', async () => {
  const { id } = await startKernel(server);
  await using a = await KernelClient.connect(server, id);
  await using b = await KernelClient.connect(server, id, { protocol: 'json' });
  const asked = Array.from({ length: 50 }, () => [
    a.send('shell', 'kernel_info_request', {}),
    b.send('control', 'kernel_info_request', {}),
  ]);
  for (const [mine = '', its = ''] of asked) {
    assert.equal((await a.reply(mine)).channel, 'shell');
    assert.equal((await b.reply(its)).channel, 'control');
  }
  assert.equal(a.received.filter(({ type }) => type === 'kernel_info_reply').length, 50);
});
