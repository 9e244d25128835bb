import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  createHeader,
  encodeParts,
  type JsonObject,
  parseMessage,
  Signer,
  type WireMessage,
} from '@himalia/protocol/message';
import type { TestServer } from '@himalia/testing';
import { bootKernels, eventually, kernel, startKernel } from './support/kernel-server.ts';

/** The part of jszmq (ZeroMQ's own implementation of ZWS 2.0 in JavaScript) that is used here. */
type PeerSocket = {
  readonly options: { routingId: string };
  connect(address: string): void;
  subscribe(topic: string): void;
  send(frames: readonly Uint8Array[]): void;
  on(event: 'message', listener: (...frames: Uint8Array[]) => void): void;
  close(): void;
};
type Jszmq = { readonly Dealer: new () => PeerSocket; readonly Sub: new () => PeerSocket };

const peers = process.env.HIMALIA_NPM_PEERS;
const skip = peers === undefined && 'HIMALIA_NPM_PEERS names no folder with jszmq';
const anySigner = new Signer('');

let server: TestServer;
before(async () => {
  server = await bootKernels({}, ['@himalia/kernels:zws']);
});
after(() => server.stop());

function load(): Jszmq {
  return createRequire(join(peers ?? '', 'package.json'))('jszmq') as Jszmq;
}

function messages(socket: PeerSocket): WireMessage[] {
  const received: WireMessage[] = [];
  socket.on('message', (...frames) => {
    received.push(
      parseMessage(
        frames.map((frame) => Buffer.from(frame)),
        anySigner,
      ),
    );
  });
  return received;
}

function request(socket: PeerSocket, type: string, content: JsonObject): string {
  const header = createHeader(type, 'jszmq');
  const frames = [Buffer.from('<IDS|MSG>'), Buffer.alloc(0), ...encodeParts({ header, content })];
  socket.send(frames.map((frame) => Buffer.from(frame)));
  return header.msg_id;
}

test('zws: jszmq runs a cell with input over DEALER and SUB', { skip }, async (t) => {
  const { Dealer, Sub } = load();
  const { id } = await startKernel(server);
  const [shell, stdin, iopub] = [new Dealer(), new Dealer(), new Sub()];
  t.after(() => {
    for (const socket of [shell, stdin, iopub]) socket.close();
  });
  for (const socket of [shell, stdin]) socket.options.routingId = 'a-page';
  const replies = messages(shell);
  const questions = messages(stdin);
  const output = messages(iopub);
  const address = (channel: string) =>
    `${server.url.replace('http', 'ws')}api/kernels/${id}/zmq/${channel}?token=${server.token}`;
  iopub.subscribe('stream.');
  for (const [socket, channel] of [
    [shell, 'shell'],
    [stdin, 'stdin'],
    [iopub, 'iopub'],
  ] as const) {
    socket.connect(address(channel));
  }
  await eventually('connected', async () => (await kernel(server, id))?.connections === 2);
  const cell = request(shell, 'execute_request', { code: 'input name?\nresult 42', silent: false, allow_stdin: true });
  await eventually('the question', () => questions.length === 1);
  request(stdin, 'input_reply', { value: 'Ada', status: 'ok' });
  await eventually('the reply', () => replies.length === 1);
  await eventually('the output', () => output.length === 1);
  assert.deepEqual([replies[0]?.type, replies[0]?.parentId], ['execute_reply', cell]);
  assert.deepEqual(output[0]?.content(), { name: 'stdout', text: 'you said Ada\n' });
  assert.deepEqual(output[0]?.identities.map(String), ['stream.stdout']);
});
