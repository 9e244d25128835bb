import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildMessage, connect, createHeader, type KernelImplementation, serveKernel } from '@himalia/protocol';
import { anyPorts, exampleKernel } from './example-kernel.ts';
import { boundTo, KernelClient } from './kernel-client.ts';
import { waitUntil } from './wait-until.ts';

type Scene = { readonly client: KernelClient; readonly dropped: string[] };

function scene(name: string, act: (scene: Scene) => Promise<void>, kernel: KernelImplementation = exampleKernel): void {
  it(name, async () => {
    const dropped: string[] = [];
    await using server = await serveKernel(anyPorts, kernel, { onDropped: (reason) => dropped.push(reason) });
    await using client = new KernelClient(boundTo(anyPorts, server));
    await client.ready();
    await act({ client, dropped });
  });
}

describe('a served kernel', { timeout: 60_000 }, () => {
  scene('welcomes a subscriber and says that it starts', async ({ client }) => {
    await waitUntil(() => client.outputs.length >= 3, 'the first messages');
    const types = client.outputs.slice(0, 3).map((message) => [message.type, Object.values(message.content())[0]]);
    assert.deepEqual(types, [
      ['iopub_welcome', ''],
      ['status', 'starting'],
      ['status', 'idle'],
    ]);
  });

  scene('runs cells in order, each between busy and idle', async ({ client }) => {
    const ids = ['value 1', 'print a b', 'value 2'].map((code) => client.execute(code));
    const published = await Promise.all(ids.map((id) => client.published(id)));
    assert.deepEqual(published, [
      ['busy', 'execute_input', 'execute_result', 'idle'],
      ['busy', 'execute_input', 'stream', 'idle'],
      ['busy', 'execute_input', 'execute_result', 'idle'],
    ]);
    const replies = await Promise.all(ids.map((id) => client.reply(id)));
    assert.deepEqual(
      replies.map((reply) => [reply.content().status, reply.content().execution_count]),
      [
        ['ok', 1],
        ['ok', 2],
        ['ok', 3],
      ],
    );
  });

  scene('aborts the cells behind one that failed, unless told not to', async ({ client }) => {
    const [failed = '', next = '', info = ''] = [
      client.execute('throw no'),
      client.execute('value 1'),
      client.send(client.shell, 'kernel_info_request', {}),
    ];
    assert.equal((await client.reply(failed)).content().status, 'error');
    assert.equal((await client.reply(next)).content().status, 'aborted');
    assert.equal((await client.reply(info)).content().status, 'ok');
    assert.deepEqual(await client.published(next), ['busy', 'idle']);
    const [, after = ''] = [client.execute('throw no', { stop_on_error: false }), client.execute('value 2')];
    assert.equal((await client.reply(after)).content().status, 'ok');
  });

  scene('counts and shows nothing of a silent cell', async ({ client }) => {
    const silent = client.execute('value 1', { silent: true });
    assert.deepEqual(await client.published(silent), ['busy', 'idle']);
    assert.equal((await client.reply(client.execute('value 2'))).content().execution_count, 1);
  });

  scene('is interrupted while a cell runs, and answers on control meanwhile', async ({ client }) => {
    const id = client.execute('sleep');
    await waitUntil(() => client.outputs.some((message) => message.type === 'execute_input'), 'the cell');
    const info = client.send(client.control, 'kernel_info_request', {});
    assert.equal((await client.reply(info)).type, 'kernel_info_reply');
    const interrupt = client.send(client.control, 'interrupt_request', {});
    assert.deepEqual((await client.reply(interrupt)).content(), { status: 'ok' });
    assert.equal((await client.reply(id)).content().status, 'error');
  });

  scene('asks the client, and no other can answer', async ({ client }) => {
    const id = client.execute('ask Name?');
    await waitUntil(() => client.replies.some((message) => message.type === 'input_request'), 'the question');
    const question = client.replies.find((message) => message.type === 'input_request');
    assert.deepEqual([question?.parentId, question?.content()], [id, { prompt: 'Name?', password: false }]);
    await using stranger = connect('DEALER', client.stdin.endpoint, { identity: 'stranger' });
    client.send(stranger, 'input_reply', { value: 'Eve' });
    await waitUntil(() => stranger.state === 'connected' && stranger.pending === 0, 'the stranger');
    client.send(client.stdin, 'input_reply', { value: 'Ada' });
    await client.reply(id);
    const result = client.outputs.find((message) => message.type === 'execute_result');
    assert.deepEqual(result?.content().data, { 'text/plain': 'Ada' });
  });

  scene('refuses to ask a client that cannot answer, and ends a question by an interrupt', async ({ client }) => {
    const refused = await client.reply(client.execute('ask ?', { allow_stdin: false }));
    assert.equal(refused.content().ename, 'InputRefused');
    const asked = client.execute('ask ?');
    await waitUntil(() => client.replies.some((message) => message.type === 'input_request'), 'the question');
    client.send(client.control, 'interrupt_request', {});
    assert.equal((await client.reply(asked)).content().ename, 'KernelInterrupt');
    assert.equal((await client.reply(client.execute('value 1'))).content().status, 'ok');
  });

  scene('drops what is not signed, repeated or unknown', async ({ client, dropped }) => {
    const request = { header: createHeader('kernel_info_request', 'client') };
    const frames = buildMessage(client.signer, request);
    client.shell.send(frames);
    client.shell.send(frames);
    const forged = [...buildMessage(client.signer, { header: createHeader('shutdown_request', 'client') })];
    forged[1] = Buffer.from('0'.repeat(64));
    client.shell.send(forged);
    client.shell.send([Buffer.from('nonsense')]);
    const unknown = client.send(client.shell, 'debug_request', {});
    assert.equal((await client.reply(unknown)).content().status, 'error');
    assert.equal(client.replies.filter((message) => message.parentId === request.header.msg_id).length, 1);
    assert.deepEqual(
      dropped.map((reason) => /signed|delimiter|unknown type/.exec(reason)?.[0]),
      ['signed', 'delimiter', 'unknown type'],
    );
  });

  scene('survives headers and contents that are no JSON', async ({ client }) => {
    for (const broken of [
      { header: Buffer.from('{') },
      { header: createHeader('execute_request', 'c'), content: Buffer.from('[') },
    ]) {
      client.shell.send(buildMessage(client.signer, broken));
    }
    assert.equal((await client.reply(client.execute('value 1'))).content().status, 'ok');
  });

  scene('hands comm messages over with their buffers', async ({ client }) => {
    const header = createHeader('comm_open', 'client');
    const content = { comm_id: 'c1', target_name: 't', data: { a: 1 } };
    client.shell.send(buildMessage(client.signer, { header, content, buffers: [Buffer.from([0, 1, 255])] }));
    assert.deepEqual(await client.published(header.msg_id), ['busy', 'comm_msg', 'idle']);
    const echo = client.outputs.find((message) => message.type === 'comm_msg');
    assert.deepEqual(echo?.content(), { comm_id: 'c1', data: { a: 1 } });
    assert.deepEqual(echo?.buffers, [Buffer.from([0, 1, 255])]);
  });

  scene('translates cursors to code points', async ({ client }) => {
    const id = client.send(client.shell, 'complete_request', { code: 'pr😀', cursor_pos: 2 });
    const { matches, cursor_end } = (await client.reply(id)).content();
    assert.deepEqual([matches, cursor_end], [['print'], 2]);
  });

  it('releases its ports when one of them is taken', async () => {
    await using first = await serveKernel(anyPorts, exampleKernel);
    const taken = { ...anyPorts, stdin_port: first.ports.stdin };
    await assert.rejects(serveKernel(taken, exampleKernel), { code: 'EADDRINUSE' });
  });
});
