import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, python, startKernel } from './support/kernel-server.ts';

const skip = python ? false : 'HIMALIA_PYTHON names no interpreter with ipykernel';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

for (const protocol of ['v1', 'json'] as const) {
  test(`ipykernel (${protocol}): text, results, errors, input and comm buffers`, { skip }, async () => {
    const { id } = await startKernel(server, 'python3');
    await using client = await KernelClient.connect(server, id, { protocol });
    assert.equal(await client.run('print("hällo", 6 * 7)'), 'hällo 42\n');
    const failing = client.execute('1 / 0');
    assert.equal((await client.reply(failing)).content.ename, 'ZeroDivisionError');
    const asking = client.execute('print("got", input("who? "))');
    const request = await client.find(({ type }) => type === 'input_request');
    assert.equal(request.content.prompt, 'who? ');
    client.send('stdin', 'input_reply', { value: 'me', status: 'ok' });
    await client.idle(asking);
    assert.match(client.text(asking), /got me/);
    await client.run(
      'import comm; c = comm.create_comm(target_name="t"); c.send({"a": 1}, buffers=[bytes([0, 1, 255])])',
    );
    const message = await client.find(({ type }) => type === 'comm_msg');
    assert.deepEqual([...(message.buffers[0] ?? [])], [0, 1, 255]);
  });
}

test('ipykernel: interrupted, restarted with a fresh state, killed and revived', { skip }, async () => {
  const { id } = await startKernel(server, 'python3');
  await using client = await KernelClient.connect(server, id);
  await client.run('x = 1');
  const endless = client.execute('import time\nprint("on", flush=True)\nwhile True: time.sleep(0.05)');
  await client.find(({ type, parentId }) => type === 'stream' && parentId === endless);
  await server.ask(`api/kernels/${id}/interrupt`, { method: 'POST' });
  assert.equal((await client.reply(endless)).content.ename, 'KeyboardInterrupt');
  assert.equal(await client.run('print(x)'), '1\n');
  assert.equal((await server.ask(`api/kernels/${id}/restart`, { method: 'POST' })).status, 200);
  const forgotten = client.execute('x');
  assert.equal((await client.reply(forgotten)).content.ename, 'NameError');
  client.execute('import os, signal; os.kill(os.getpid(), signal.SIGKILL)');
  await client.find(({ content }) => content.execution_state === 'restarting');
  assert.equal(await client.run('print("back")'), 'back\n');
  await eventually('idle', async () => (await kernel(server, id))?.execution_state === 'idle');
  assert.equal((await server.ask(`api/kernels/${id}`, { method: 'DELETE' })).status, 204);
});

test('ipykernel: a flood of output arrives whole and in order', { skip }, async () => {
  const { id } = await startKernel(server, 'python3');
  await using client = await KernelClient.connect(server, id);
  await using other = await KernelClient.connect(server, id, { protocol: 'json' });
  const cell = client.execute('for i in range(20000): print(i, flush=i % 10 == 0)');
  await Promise.all([client.idle(cell), other.idle(cell)]);
  const expected = Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join('');
  assert.equal(client.text(cell), expected);
  assert.equal(other.text(cell), expected);
});
