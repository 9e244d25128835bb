import { once } from 'node:events';
import {
  createHeader,
  encodeParts,
  type JsonObject,
  parseMessage,
  Signer,
  type WireMessage,
} from '@himalia/protocol/message';
import { encodeZws, ZwsDecoder } from '@himalia/protocol/zws';
import type { TestServer } from '@himalia/testing';
import type { WebSocket } from 'ws';
import { eventually } from './kernel-server.ts';

const anySigner = new Signer('');

/** The client's end of ZeroMQ over WebSocket on one channel of a kernel; keeps all it receives. */
export class ZwsPeer implements AsyncDisposable {
  readonly received: WireMessage[] = [];
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    const decoder = new ZwsDecoder({ messageBytes: 2 ** 26, messageParts: 100 });
    socket.on('message', (data: Buffer) => {
      const frames = decoder.decode(data);
      if (frames) this.received.push(parseMessage(frames, anySigner));
    });
  }

  static async connect(server: TestServer, kernel: string, channel: string, routingId = ''): Promise<ZwsPeer> {
    const peer = new ZwsPeer(server.socket(`api/kernels/${kernel}/zmq/${channel}`, ['other', 'ZWS2.0']));
    await once(peer.socket, 'open');
    peer.send([Buffer.from(routingId)]);
    return peer;
  }

  send(frames: readonly Uint8Array[]): void {
    for (const message of encodeZws(frames)) this.socket.send(message);
  }

  subscribe(topic: string, on = true): void {
    this.send([Buffer.concat([Buffer.from([on ? 1 : 0]), Buffer.from(topic)])]);
  }

  /** Sends a request, by default unsigned, and answers its id. */
  request(type: string, content: JsonObject, signature = ''): string {
    const header = createHeader(type, 'a-session');
    this.send([Buffer.from('<IDS|MSG>'), Buffer.from(signature), ...encodeParts({ header, content })]);
    return header.msg_id;
  }

  execute(code: string): string {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true };
    return this.request('execute_request', content);
  }

  async find(test: (message: WireMessage) => boolean, what: string): Promise<WireMessage> {
    await eventually(what, () => this.received.some(test));
    const found = this.received.find(test);
    if (!found) throw new Error(what);
    return found;
  }

  reply(id: string): Promise<WireMessage> {
    return this.find(({ parentId }) => parentId === id, 'the reply');
  }

  types(): string[] {
    return this.received.map(({ type }) => type);
  }

  async closed(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.readyState === this.socket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }
}
