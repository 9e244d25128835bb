import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createHeader, encodeParts, type JsonObject, type MessageHeader, WireMessage } from '@himalia/protocol/message';
import { decodeJson, decodeV1, encodeJson, encodeV1, v1Protocol } from '@himalia/protocol/websocket';
import type { WebSocket } from 'ws';
import type { TestServer } from './boot-server.ts';

/** A message as a client has it. */
export type Received = {
  readonly channel: string;
  readonly type: string;
  readonly id: string;
  readonly parentId: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Buffer[];
};
export type KernelClientOptions = {
  readonly protocol?: 'v1' | 'json';
  readonly session?: string;
  /** More of the query, from `&` on. */
  readonly query?: string;
};

const patience = 20_000;

function read(data: Buffer, binary: boolean, json: boolean): Received {
  const { channel, parts } = json ? decodeJson(binary ? data : data.toString()) : decodeV1(data);
  const message = new WireMessage(parts);
  const { type, id, parentId, buffers } = message;
  return { channel, type, id, parentId, buffers, content: message.content() };
}

/** A client of a kernel's channels (`/api/kernels/{id}/channels`) that keeps all it receives. */
export class KernelClient implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly session: string;
  readonly socket: WebSocket;
  readonly #json: boolean;
  #changed: () => void = () => undefined;

  private constructor(socket: WebSocket, session: string, json: boolean) {
    this.socket = socket;
    this.session = session;
    this.#json = json;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, binary: boolean) => {
      this.received.push(read(data, binary, json));
      this.#changed();
    });
    socket.on('close', () => this.#changed());
  }

  static async connect(
    server: Pick<TestServer, 'socket'>,
    kernel: string,
    options: KernelClientOptions = {},
  ): Promise<KernelClient> {
    const { protocol = 'v1', session = randomUUID(), query = '' } = options;
    const path = `api/kernels/${kernel}/channels?session_id=${session}${query}`;
    const socket = server.socket(path, protocol === 'v1' ? [v1Protocol] : []);
    const client = new KernelClient(socket, session, protocol === 'json');
    await once(socket, 'open');
    return client;
  }

  /** Sends a request and answers its id. */
  send(
    channel: string,
    type: string,
    content: JsonObject,
    parent?: JsonObject,
    buffers: readonly Buffer[] = [],
  ): string {
    return this.#send(channel, { header: createHeader(type, this.session, 'test'), content, parent, buffers });
  }

  /** As a notebook's page does. */
  executeCell(cellId: string, code: string): string {
    const content = { code, silent: false, store_history: true, allow_stdin: true, stop_on_error: false };
    const header = createHeader('execute_request', this.session, 'test');
    return this.#send('shell', { header, content, metadata: { cellId } });
  }

  /** Sends a request whose header another client made, without code. */
  attach(header: MessageHeader): string {
    return this.#send('shell', { header, content: { code: '', silent: true, store_history: false } });
  }

  #send(
    channel: string,
    message: { header: MessageHeader; content: JsonObject; metadata?: JsonObject } & {
      parent?: JsonObject | undefined;
      buffers?: readonly Buffer[];
    },
  ): string {
    const { header, content, metadata, parent, buffers = [] } = message;
    const parts = encodeParts({
      header,
      content,
      metadata,
      parent: parent ? Buffer.from(JSON.stringify(parent)) : undefined,
      buffers,
    }) as readonly Buffer[];
    this.socket.send(this.#json ? encodeJson(channel, parts) : encodeV1(channel, parts));
    return header.msg_id;
  }

  /** Sends an `execute_request` that another client may have sent before. */
  executeAgain(id: string, code: string): void {
    const header = { ...createHeader('execute_request', this.session, 'test'), msg_id: id };
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true };
    this.#send('shell', { header, content });
  }

  execute(code: string): string {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true };
    return this.send('shell', 'execute_request', { ...content, stop_on_error: false });
  }

  /** Waits for the first message that passes. */
  async find(test: (message: Received) => boolean, what = 'a message'): Promise<Received> {
    const deadline = Date.now() + patience;
    for (;;) {
      const found = this.received.find(test);
      if (found) return found;
      if (Date.now() > deadline) {
        const seen = this.received.slice(-20).map(({ channel, type }) => `${channel} ${type}`);
        throw new Error(`${what} did not come; last: ${seen.join(', ')}`);
      }
      await this.#next();
    }
  }

  reply(id: string): Promise<Received> {
    return this.find(
      ({ channel, parentId }) => channel !== 'iopub' && channel !== 'stdin' && parentId === id,
      'the reply',
    );
  }

  /** Waits until the kernel is idle after a request: all its output has come. */
  idle(id: string): Promise<Received> {
    return this.find(
      ({ type, parentId, content }) => type === 'status' && parentId === id && content.execution_state === 'idle',
      'idle',
    );
  }

  /** Runs a cell and answers the text it wrote. */
  async run(code: string): Promise<string> {
    const id = this.execute(code);
    await Promise.all([this.reply(id), this.idle(id)]);
    return this.text(id);
  }

  /** What was written to the streams: by one cell, or by all. */
  text(id?: string): string {
    return this.received
      .filter(({ type, parentId }) => type === 'stream' && (id === undefined || parentId === id))
      .map(({ content }) => content.text)
      .join('');
  }

  /** The states that the kernel said it is in, in order. */
  states(): unknown[] {
    return this.received.filter(({ type }) => type === 'status').map(({ content }) => content.execution_state);
  }

  /** Waits until the server closes the connection; answers the code. */
  async closed(): Promise<number> {
    if (this.socket.readyState === this.socket.CLOSED) throw new Error('closed before');
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }

  async close(): Promise<void> {
    if (this.socket.readyState === this.socket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#changed = resolve;
    const timer = setTimeout(resolve, 200);
    await promise;
    clearTimeout(timer);
  }
}
