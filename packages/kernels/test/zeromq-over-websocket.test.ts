import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import type { WireMessage } from '@himalia/protocol/message';
import { KernelClient, type TestServer } from '@himalia/testing';
import type { WebSocket } from 'ws';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';
import { ZwsPeer } from './support/zws-peer.ts';

let server: TestServer;
before(async () => {
  server = await bootKernels({}, ['@himalia/kernels:zws']);
});
after(() => server.stop());

function isIdle(message: WireMessage): boolean {
  return message.type === 'status' && message.content().execution_state === 'idle';
}

/** The status and body with which an upgrade was refused. */
async function refusal(socket: WebSocket): Promise<{ status: number | undefined; body: string }> {
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode, body };
}

test('zws: a DEALER asks unsigned and is answered, a SUB sees the output (SPEC 3, 4, 8)', async () => {
  const { id } = await startKernel(server);
  await using shell = await ZwsPeer.connect(server, id, 'shell');
  await using iopub = await ZwsPeer.connect(server, id, 'iopub');
  assert.equal(shell.socket.protocol, 'ZWS2.0');
  iopub.subscribe('');
  await eventually('both count', async () => (await kernel(server, id))?.connections === 2);
  const cell = shell.execute('print hello ü\nbuffers 1000\nresult 42');
  const reply = await shell.reply(cell);
  assert.deepEqual([reply.type, reply.content().status, reply.signature.length], ['execute_reply', 'ok', 0]);
  await iopub.find(isIdle, 'idle');
  const stream = await iopub.find(({ type }) => type === 'stream', 'the stream');
  assert.deepEqual(stream.content(), { name: 'stdout', text: 'hello ü\n' });
  assert.deepEqual(stream.identities.map(String), ['stream.stdout']);
  const result = await iopub.find(({ type }) => type === 'execute_result', 'the result');
  assert.deepEqual(result.identities.map(String), [`kernel.${id}.execute_result`]);
  const comm = await iopub.find(({ type }) => type === 'comm_msg', 'buffers');
  assert.deepEqual(
    comm.buffers.map(({ length }) => length),
    [1000, 3],
  );
  assert.ok(!shell.types().includes('stream'));
});

test('zws: what a client signs with is not looked at, routing ids are dropped (SPEC 4, 5)', async () => {
  const { id } = await startKernel(server);
  await using control = await ZwsPeer.connect(server, id, 'control');
  const asked = control.request('kernel_info_request', {}, 'f'.repeat(64));
  assert.equal((await control.reply(asked)).type, 'kernel_info_reply');
  const message = [Buffer.from('<IDS|MSG>'), Buffer.alloc(0)];
  const parts = ['{"msg_id":"mine","msg_type":"kernel_info_request","session":"s"}', '{}', '{}', '{}'].map((part) =>
    Buffer.from(part),
  );
  control.send([Buffer.from('an identity'), Buffer.from('another'), ...message, ...parts]);
  assert.equal((await control.reply('mine')).type, 'kernel_info_reply');
});

test('zws: a SUB gets what it subscribed to and nothing else (SPEC 7)', async () => {
  const { id } = await startKernel(server);
  await using shell = await ZwsPeer.connect(server, id, 'shell');
  await using all = await ZwsPeer.connect(server, id, 'iopub');
  await using some = await ZwsPeer.connect(server, id, 'iopub');
  await using none = await ZwsPeer.connect(server, id, 'iopub');
  all.subscribe('');
  some.subscribe('stream.');
  some.subscribe(`kernel.${id}.error`);
  some.subscribe('stream.');
  some.subscribe('stream.', false);
  await eventually('they count', async () => (await kernel(server, id))?.connections === 3);
  const first = shell.execute('print one\nresult two\nfail three');
  const ended = (cell: string) => all.find((message) => isIdle(message) && message.parentId === cell, 'idle');
  await ended(first);
  await some.find(({ type }) => type === 'error', 'the error');
  assert.deepEqual(some.types(), ['stream', 'error']);
  some.subscribe('stream.', false);
  // Its next message proves that the cancellation came through before.
  some.subscribe(`kernel.${id}.execute_result`);
  const second = shell.execute('print four\nresult five');
  await ended(second);
  await some.find(({ type }) => type === 'execute_result', 'the result');
  assert.deepEqual(
    some.types().filter((type) => type !== 'error'),
    ['stream', 'execute_result'],
  );
  assert.deepEqual(none.received, []);
});

test('zws: input is asked on the stdin of the same routing id (SPEC 5)', async () => {
  const { id } = await startKernel(server);
  await using shell = await ZwsPeer.connect(server, id, 'shell', 'me');
  await using stdin = await ZwsPeer.connect(server, id, 'stdin', 'me');
  await using other = await ZwsPeer.connect(server, id, 'stdin', 'somebody else');
  await using iopub = await ZwsPeer.connect(server, id, 'iopub');
  iopub.subscribe('stream');
  await eventually('they count', async () => (await kernel(server, id))?.connections === 3);
  const cell = shell.execute('input name?');
  assert.equal((await stdin.find(({ type }) => type === 'input_request', 'the question')).content().prompt, 'name?');
  stdin.request('input_reply', { value: 'Ada', status: 'ok' });
  await shell.reply(cell);
  const said = await iopub.find(({ type }) => type === 'stream', 'the answer');
  assert.equal(said.content().text, 'you said Ada\n');
  assert.deepEqual(other.received, []);
});

test('zws: a routing id in use is taken over (SPEC 6), and nothing is left of those that leave (SPEC 10)', async () => {
  const { id } = await startKernel(server);
  const first = await ZwsPeer.connect(server, id, 'shell', 'me');
  await eventually('one', async () => (await kernel(server, id))?.connections === 1);
  const closed = first.closed();
  const second = await ZwsPeer.connect(server, id, 'shell', 'me');
  assert.equal(await closed, 1005);
  assert.equal((await second.reply(second.request('kernel_info_request', {}))).type, 'kernel_info_reply');
  assert.equal((await kernel(server, id))?.connections, 1);
  await second[Symbol.asyncDispose]();
  await eventually('none', async () => (await kernel(server, id))?.connections === 0);
});

test('zws: connections stay over a restart, and see it (SPEC 9)', async () => {
  const { id } = await startKernel(server);
  await using shell = await ZwsPeer.connect(server, id, 'shell');
  await using iopub = await ZwsPeer.connect(server, id, 'iopub');
  iopub.subscribe('');
  await eventually('both count', async () => (await kernel(server, id))?.connections === 2);
  shell.execute('kill SIGKILL');
  await iopub.find(
    (message) => message.type === 'status' && message.content().execution_state === 'restarting',
    'restarting',
  );
  assert.equal((await shell.reply(shell.execute('print again'))).content().status, 'ok');
});

test('zws: a flood that is not read harms nobody and arrives whole', async () => {
  const { id } = await startKernel(server);
  await using shell = await ZwsPeer.connect(server, id, 'shell');
  await using slow = await ZwsPeer.connect(server, id, 'iopub');
  await using good = await KernelClient.connect(server, id);
  slow.subscribe(`kernel.${id}.display_data`);
  await eventually('they count', async () => (await kernel(server, id))?.connections === 3);
  slow.socket.pause();
  const cell = shell.execute('displays 1000 5000');
  await good.idle(cell);
  slow.socket.resume();
  await eventually('all came', () => slow.received.length === 1000);
  const texts = slow.received.map((message) =>
    String((message.content().data as { 'text/plain': string })['text/plain']),
  );
  assert.deepEqual(
    texts.map((text) => Number.parseInt(text, 10)),
    Array.from({ length: 1000 }, (_, index) => index),
  );
});

const frames: readonly (readonly [string, string, string | Buffer])[] = [
  ['text', 'shell', 'text'],
  ['nothing', 'shell', Buffer.alloc(0)],
  ['a command', 'shell', Buffer.from([2, 5, 82, 69, 65, 68, 89])],
  ['an unknown flag', 'control', Buffer.from([77])],
  ['a message without delimiter', 'stdin', Buffer.from([0, 1, 2, 3])],
  ['too few parts', 'shell', Buffer.concat([Buffer.from([0]), Buffer.from('<IDS|MSG>')])],
  ['a message that is no subscription', 'iopub', Buffer.from([0, 7])],
  ['an empty message', 'iopub', Buffer.from([0])],
];
for (const [what, channel, frame] of frames) {
  test(`zws: ${what} on ${channel} closes that connection alone (SPEC 11)`, async () => {
    const { id } = await startKernel(server);
    await using good = await ZwsPeer.connect(server, id, 'shell');
    const bad = await ZwsPeer.connect(server, id, channel);
    bad.socket.send(frame);
    assert.equal(await bad.closed(), 1007);
    assert.equal((await good.reply(good.request('kernel_info_request', {}))).type, 'kernel_info_reply');
    await server.ask(`api/kernels/${id}`, { method: 'DELETE' });
  });
}

test('zws: too much is refused: a long topic, many subscriptions, a message without end (SPEC 11)', async () => {
  const { id } = await startKernel(server);
  const long = await ZwsPeer.connect(server, id, 'iopub');
  long.socket.send(Buffer.alloc(10_000, 1));
  assert.equal(await long.closed(), 1009);
  const many = await ZwsPeer.connect(server, id, 'iopub');
  const closed = many.closed();
  for (let index = 0; index <= 1000; index++) many.subscribe(`topic ${index}`);
  assert.equal(await closed, 1009);
  const endless = await ZwsPeer.connect(server, id, 'shell');
  const ended = endless.closed();
  for (let index = 0; index <= 10_000; index++) endless.socket.send(Buffer.from([1]));
  assert.equal(await ended, 1009);
});

test('zws: what the RFC shows as a request, and libzmq sends, is accepted (SPEC 1)', async () => {
  const { id } = await startKernel(server);
  const offer = { 'sec-websocket-protocol': 'ZWS2.0/NULL,ZWS2.0', authorization: `token ${server.token}` };
  const socket = server.socket(`api/kernels/${id}/zmq/shell`, [], offer);
  // This client takes names with a slash for none.
  socket.on('error', () => undefined);
  const [response] = (await once(socket, 'upgrade')) as [IncomingMessage];
  assert.equal(response.headers['sec-websocket-protocol'], 'ZWS2.0');
  socket.terminate();
});

test('zws: refused without the subprotocol, for unknown kernels and channels (SPEC 1, 2)', async () => {
  const { id } = await startKernel(server);
  const path = `api/kernels/${id}/zmq/shell`;
  assert.match((await refusal(server.socket(path, ['ZWS1.0']))).body, /ZWS2\.0/);
  assert.equal((await refusal(server.socket(path))).status, 400);
  assert.equal((await refusal(server.socket(`api/kernels/${id}/zmq/hb`, ['ZWS2.0']))).status, 400);
  const unknown = await refusal(
    server.socket('api/kernels/11111111-2222-3333-4444-555555555555/zmq/shell', ['ZWS2.0']),
  );
  assert.equal(unknown.status, 404);
});

test('zws: refused without a login, and to pages of other origins', async () => {
  const { id } = await startKernel(server);
  const open = (headers: Readonly<Record<string, string>>) =>
    refusal(server.socket(`api/kernels/${id}/zmq/shell`, ['ZWS2.0'], headers));
  assert.equal((await open({})).status, 403);
  assert.equal((await open({ authorization: 'token wrong' })).status, 403);
  const page = await server.ask(`api/kernels?token=${server.token}`);
  assert.equal(page.status, 200);
  const login = await fetch(`${server.url}api/kernels?token=${server.token}`);
  const cookie = login.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  assert.equal((await open({ cookie, origin: 'http://evil.example' })).status, 403);
});
