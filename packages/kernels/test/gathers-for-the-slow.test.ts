import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KernelClient, type TestServer } from '@himalia/testing';
import { bootKernels, startKernel } from './support/kernel-server.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels();
});
after(() => server.stop());

/** A page that is busy for a time with each message, as JupyterLab is; it reads and answers pings only in between. */
function takesItsTime(client: KernelClient, ms: number): void {
  client.socket.on('message', () => {
    client.socket.pause();
    setTimeout(() => client.socket.resume(), ms);
  });
}

for (const protocol of ['v1', 'json'] as const) {
  test(`gathers (${protocol}): a client that is behind gets few messages of much text, and all of it (SPEC 16)`, async () => {
    const { id } = await startKernel(server);
    await using slow = await KernelClient.connect(server, id, { protocol });
    await using quick = await KernelClient.connect(server, id);
    takesItsTime(slow, 5);
    const cell = quick.execute('streams 20000 20');
    await Promise.all([slow.idle(cell), quick.idle(cell)]);
    const expected = Array.from({ length: 20_000 }, (_, index) => `${index} ${'x'.repeat(20)}\n`).join('');
    assert.equal(slow.text(cell), expected);
    assert.equal(quick.text(cell), expected);
    const few = slow.received.filter(({ type }) => type === 'stream').length;
    assert.ok(few < 10_000, `${few} messages`);
    const order = slow.received.map(({ type }) => type);
    assert.ok(order.lastIndexOf('stream') < order.lastIndexOf('status'));
  });
}
