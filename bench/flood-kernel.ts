/**
 * A kernel that is faster than any server: `prepare COUNT SIZE [binary]` signs and frames outputs beforehand, `flood` writes
 * their bytes to the iopub socket as fast as it takes them.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import {
  bind,
  buildMessage,
  createHeader,
  endpointOf,
  type JsonObject,
  parseConnectionInfo,
  parseMessage,
  type ServerSocket,
  Signer,
  type WireMessage,
} from '@himalia/protocol';
import { command, encodeProperties } from '../packages/protocol/src/frames/command.ts';
import { greeting } from '../packages/protocol/src/frames/greeting.ts';
import { framed, prepareOutputs, session } from './flood-messages.ts';

const info: JsonObject = {
  status: 'ok',
  protocol_version: '5.4',
  implementation: 'flood',
  implementation_version: '1',
  banner: '',
  language_info: { name: 'flood', version: '1', mimetype: 'text/plain', file_extension: '.txt' },
};

type Reply = (type: string, content: JsonObject) => void;

class FloodKernel {
  readonly #signer: Signer;
  readonly #subscribers = new Map<Socket, Subscriber>();
  readonly #ended: () => void;
  #prepared: Buffer[][] = [];

  constructor(key: string, ended: () => void) {
    this.#signer = new Signer(key);
    this.#ended = ended;
  }

  /** A PUB socket by hand: every subscriber gets everything, nothing is queued or dropped. */
  publisher(): Server {
    return createServer({ noDelay: true }, (socket) => {
      socket.write(greeting);
      socket.write(command('READY', encodeProperties({ 'Socket-Type': Buffer.from('PUB') })));
      socket.on('error', () => socket.destroy()).on('close', () => this.#subscribers.delete(socket));
      socket.once('data', () => this.#subscribers.set(socket, new Subscriber(socket))).resume();
    });
  }

  serve(socket: ServerSocket): void {
    socket.onMessages(async (messages) => {
      for (const [identity, ...frames] of messages) {
        const request = parseMessage(frames, this.#signer);
        await this.#answer(request, (type, content) =>
          socket.send(
            buildMessage(this.#signer, { header: createHeader(type, session), parent: request.parts[0], content }, [
              identity as Buffer,
            ]),
          ),
        );
      }
    });
  }

  async #answer(request: WireMessage, reply: Reply): Promise<void> {
    if (request.type === 'shutdown_request') {
      reply('shutdown_reply', { status: 'ok', restart: false });
      setTimeout(this.#ended, 20);
      return;
    }
    await this.#status('busy', request);
    if (request.type === 'execute_request') await this.#execute(String(request.content().code));
    await this.#status('idle', request);
    if (request.type === 'kernel_info_request') reply('kernel_info_reply', info);
    else reply('execute_reply', { status: 'ok', execution_count: this.#bytes, user_expressions: {}, payload: [] });
  }

  async #execute(code: string): Promise<void> {
    const [order, count, size, kind] = code.split(' ');
    if (order === 'prepare')
      this.#prepared = prepareOutputs(this.#signer, Number(count), Number(size), kind === 'binary');
    if (order === 'flood') for (const block of this.#prepared) await this.#publish(block);
  }

  #status(state: string, request: WireMessage): Promise<unknown> {
    return this.#publish(framed(this.#signer, 'status', { execution_state: state }, request.parts[0]));
  }

  /** Of what is prepared; told as execution count. */
  get #bytes(): number {
    return this.#prepared.flat().reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Settles when every subscriber has taken the bytes. */
  #publish(chunks: readonly Buffer[]): Promise<unknown> {
    return Promise.all([...this.#subscribers.values()].map((subscriber) => subscriber.write(chunks)));
  }
}

/** A peer of the iopub socket. */
class Subscriber {
  readonly #socket: Socket;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    for (const event of ['drain', 'close']) socket.on(event, () => this.#drained?.resolve());
  }

  /** A promise when the socket is full. */
  write(chunks: readonly Buffer[]): Promise<void> | undefined {
    const socket = this.#socket;
    socket.cork();
    for (const chunk of chunks) socket.write(chunk);
    socket.uncork();
    if (!socket.writableNeedDrain) return undefined;
    this.#drained = Promise.withResolvers();
    return this.#drained.promise;
  }
}

/** Serves the kernel of a connection file until it is asked to shut down; calls `ended` then. */
export async function serveFlood(connectionFile: string, ended: () => void): Promise<void> {
  const connection = parseConnectionInfo(readFileSync(connectionFile, 'utf8'));
  const closing: { close(): unknown }[] = [];
  const kernel = new FloodKernel(connection.key, () => {
    for (const socket of closing) socket.close();
    ended();
  });
  closing.push(kernel.publisher().listen(connection.iopub_port, connection.ip));
  for (const port of ['shell', 'control', 'stdin'] as const) {
    const socket = await bind('ROUTER', endpointOf(connection, port));
    kernel.serve(socket);
    closing.push(socket);
  }
  const heartbeat = await bind('REP', endpointOf(connection, 'hb'));
  heartbeat.onMessages((messages) => {
    for (const frames of messages) heartbeat.send(frames);
  });
  closing.push(heartbeat);
}
