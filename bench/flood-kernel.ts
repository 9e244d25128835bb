/**
 * A kernel that is faster than any server: `prepare COUNT SIZE` signs and frames messages beforehand, `flood` writes their
 * bytes to the iopub socket as fast as it takes them. Messages are `display_data`, which no server merges.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import {
  bind,
  buildMessage,
  createHeader,
  endpointOf,
  parseConnectionInfo,
  parseMessage,
  Signer,
} from '@himalia/protocol';
import { command, encodeProperties } from '../packages/protocol/src/zmtp/command.ts';
import { encodeMessage } from '../packages/protocol/src/zmtp/frame.ts';
import { greeting } from '../packages/protocol/src/zmtp/greeting.ts';

const connection = parseConnectionInfo(readFileSync(String(process.argv[2]), 'utf8'));
const signer = new Signer(connection.key);
const session = 'flood';
const subscribers = new Set<Socket>();
let prepared: Buffer[] = [];

/** A PUB socket by hand: every subscriber gets everything, nothing is queued or dropped. */
createServer({ noDelay: true }, (socket) => {
  socket.write(greeting);
  socket.write(command('READY', encodeProperties({ 'Socket-Type': Buffer.from('PUB') })));
  socket.on('error', () => socket.destroy()).on('close', () => subscribers.delete(socket));
  socket.once('data', () => subscribers.add(socket)).resume();
}).listen(connection.iopub_port, connection.ip);

const publish = (bytes: Buffer): Promise<unknown> =>
  Promise.all(
    [...subscribers].map((socket) =>
      socket.write(bytes) ? undefined : new Promise((resolve) => socket.once('drain', resolve)),
    ),
  );
const message = (type: string, content: object, parent?: Uint8Array): Buffer =>
  Buffer.concat(
    encodeMessage(
      buildMessage(signer, { header: createHeader(type, session), parent, content: content as never }, [
        Buffer.from(type),
      ]),
    ),
  );

function prepare(count: number, size: number): void {
  const text = 'x'.repeat(size);
  prepared = [];
  for (let from = 0; from < count; from += 1000) {
    const block = Array.from({ length: Math.min(1000, count - from) }, () =>
      message('display_data', { data: { 'text/plain': text }, metadata: {} }),
    );
    prepared.push(Buffer.concat(block));
  }
}

async function execute(code: string, parent: Uint8Array): Promise<void> {
  const [order, count, size] = code.split(' ');
  await publish(message('status', { execution_state: 'busy' }, parent));
  if (order === 'prepare') prepare(Number(count), Number(size));
  if (order === 'flood') for (const block of prepared) await publish(block);
  await publish(message('status', { execution_state: 'idle' }, parent));
}

const info = {
  status: 'ok',
  protocol_version: '5.4',
  implementation: 'flood',
  implementation_version: '1',
  banner: '',
  language_info: { name: 'flood', version: '1', mimetype: 'text/plain', file_extension: '.txt' },
};

for (const port of ['shell', 'control', 'stdin'] as const) {
  const socket = await bind('ROUTER', endpointOf(connection, port));
  socket.onMessages(async (messages) => {
    for (const [identity, ...frames] of messages) {
      const request = parseMessage(frames, signer);
      const reply = (type: string, content: object): unknown =>
        socket.send(
          buildMessage(
            signer,
            { header: createHeader(type, session), parent: request.parts[0] as Buffer, content: content as never },
            [identity as Buffer],
          ),
        );
      if (request.type === 'execute_request') {
        await execute(String((request.content() as { code: string }).code), request.parts[0] as Buffer);
        reply('execute_reply', { status: 'ok', execution_count: 1, user_expressions: {}, payload: [] });
      } else if (request.type === 'kernel_info_request') {
        await publish(message('status', { execution_state: 'busy' }, request.parts[0] as Buffer));
        await publish(message('status', { execution_state: 'idle' }, request.parts[0] as Buffer));
        reply('kernel_info_reply', info);
      } else if (request.type === 'shutdown_request') {
        reply('shutdown_reply', { status: 'ok', restart: false });
        setTimeout(() => process.exit(), 100);
      }
    }
  });
}
await bind('REP', endpointOf(connection, 'hb')).then((heartbeat) =>
  heartbeat.onMessages((messages) => {
    for (const frames of messages) heartbeat.send(frames);
  }),
);
