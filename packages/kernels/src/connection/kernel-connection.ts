import type { Socket } from '@himalia/contracts/http';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { headerMember, WireMessage } from '@himalia/protocol/message';
import type { FeedState, KernelFeed } from '../host/kernel-host.ts';
import type { Block } from '../journal/block.ts';
import { messagesOf } from '../journal/block-body.ts';
import { type Channel, isRequestChannel, type RequestChannel } from './channel.ts';
import type { ChannelClient, Form } from './channel-client.ts';
import { Heartbeat } from './heartbeat.ts';
import { KernelActivity } from './kernel-activity.ts';
import { type AwayLimits, KernelClients } from './kernel-clients.ts';
import { OutgoingBatch } from './outgoing-batch.ts';
import { Readiness } from './readiness.ts';
import { ReplyRoutes } from './reply-routes.ts';
import { RequestGate } from './request-gate.ts';
import { serverMessage, serverSession, statusMessage } from './server-messages.ts';

export type ConnectionLimits = AwayLimits & {
  /** How long a kernel may take to answer for the first time, in milliseconds. */
  readonly startMs: number;
  /** Between two heartbeats, in milliseconds; 0: none. */
  readonly heartbeatMs: number;
};

/** Where the kernel is held, from its first connection on. */
export type Hold = (connection: ConnectionInfo) => Promise<KernelFeed>;

const unsigned = Buffer.alloc(0);
/** Bad messages are logged at most this often, in milliseconds. */
const complaintMs = 10_000;

/**
 * The server's one connection to a kernel, shared by all its clients. It outlives the kernel's process: after a restart
 * `open` goes on with the next one, and clients keep their sockets.
 */
export class KernelConnection {
  readonly activity: KernelActivity = new KernelActivity();
  readonly #log: Log;
  readonly #limits: ConnectionLimits;
  readonly #clients: KernelClients;
  readonly #routes = new ReplyRoutes();
  readonly #gate = new RequestGate((channel, parts) => this.#feed?.send(channel, parts) ?? false);
  readonly #hold: Hold;
  #feed: KernelFeed | undefined;
  #readiness: Readiness | undefined;
  #heartbeat: Heartbeat | undefined;
  #closed = false;
  #complained = 0;
  #bad = 0;

  constructor(hold: Hold, limits: ConnectionLimits, log: Log) {
    this.#hold = hold;
    this.#limits = limits;
    this.#log = log;
    this.#clients = new KernelClients(limits, (client) => this.#routes.forget(client));
  }

  get connections(): number {
    return this.#clients.connections;
  }

  /** Whether the kernel was ready once and does not answer its heartbeat any more. */
  get silent(): boolean {
    return this.#heartbeat?.silent ?? false;
  }

  /** Connects to a kernel's sockets. Settles true when it is ready, false when the start limit passed or `shut` was called. */
  async open(connection: ConnectionInfo): Promise<boolean> {
    await this.shut();
    if (this.#closed) return false;
    this.activity.set('starting');
    const readiness = new Readiness(() => this.#ask('shell', 'kernel_info_request', {}), this.#limits.startMs);
    this.#readiness = readiness;
    const feed = await this.#connect(connection);
    if (this.#readiness !== readiness) return false;
    if (feed.connected) readiness.connected();
    const ready = await readiness.settled;
    if (this.#readiness !== readiness) return false;
    if (ready && this.activity.state === 'starting') this.activity.set('idle');
    if (ready && this.#limits.heartbeatMs > 0) this.#heartbeat = new Heartbeat(connection, this.#limits.heartbeatMs);
    // Clients that watched the last process would otherwise wait for a status: those of the questions above are not theirs.
    if (ready) this.#tell('idle');
    this.#gate.open();
    return ready;
  }

  /** Settles when the kernel is ready or the start limit passed; at once when it is already. */
  async settled(): Promise<void> {
    await this.#readiness?.settled;
  }

  /** Lets go of the process that ends. Requests wait for the next one. */
  async shut(): Promise<void> {
    const readiness = this.#readiness;
    const heartbeat = this.#heartbeat;
    this.#readiness = undefined;
    this.#heartbeat = undefined;
    this.#gate.shut();
    readiness?.giveUp();
    await Promise.all([this.#feed?.disconnect(), heartbeat?.close()]);
  }

  /** For good. Clients' WebSockets stay open, but nothing comes any more, and what they send goes nowhere. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.shut();
    await this.#feed?.end();
    this.#clients[Symbol.dispose]();
  }

  /** A client arrives, or comes back. Nothing is kept for one that does not keep, once it left. */
  connect(session: string, socket: Socket, form: Form, keeps = true): ChannelClient {
    return this.#clients.connect(session, socket, form, keeps);
  }

  /** A client's message for the kernel. Unknown channels are ignored. */
  request(client: ChannelClient, channel: string, parts: readonly Buffer[]): void {
    if (this.#closed) return;
    if (!isRequestChannel(channel)) {
      this.#log.debug('message for an unknown channel ignored', { channel });
      return;
    }
    const header = parts[0]?.toString('latin1') ?? '';
    this.#routes.remember(headerMember(header, 'msg_id'), headerMember(header, 'session'), client);
    this.#gate.send(client, channel, parts);
  }

  interrupt(): void {
    this.#ask('control', 'interrupt_request', {});
  }

  shutdown(restart: boolean): void {
    this.#ask('control', 'shutdown_request', { restart });
  }

  /** Tells every client what the kernel cannot say itself. */
  announce(state: 'restarting' | 'dead', reason: string): void {
    this.activity.set(state);
    this.#tell(state, reason);
  }

  #tell(state: string, reason?: string): void {
    this.#feed?.note(statusMessage(state, reason).parts);
  }

  #ask(channel: RequestChannel, type: string, content: { readonly restart?: boolean }): void {
    this.#feed?.send(channel, serverMessage(type, content).parts);
  }

  async #connect(connection: ConnectionInfo): Promise<KernelFeed> {
    if (this.#feed) {
      await this.#feed.reconnect(connection);
      return this.#feed;
    }
    const feed = await this.#hold(connection);
    this.#feed = feed;
    feed.onBlock((block) => this.#receive(block));
    feed.onState((state) => this.#note(state));
    return feed;
  }

  #note(state: FeedState): void {
    if (state.type === 'connected') this.#readiness?.connected();
    else this.#complain(state.type === 'bad' ? state.channel : 'journal', state.problem);
  }

  #receive(block: Block): void {
    const { kind } = block;
    if (kind === 'request') return;
    const messages = messagesOf(block).map(({ parts }) => new WireMessage([], unsigned, parts));
    if (kind === 'iopub') this.#publish(messages, block.status);
    else if (kind === 'notice') this.#clients.publish(new OutgoingBatch('iopub', messages));
    else for (const message of messages) this.#reply(kind, message);
  }

  #publish(messages: readonly WireMessage[], mayHoldStatus: boolean): void {
    this.#readiness?.heard();
    const forClients = messages.filter((message) => this.#isForClients(message, mayHoldStatus));
    if (forClients.length > 0) this.#clients.publish(new OutgoingBatch('iopub', forClients));
  }

  /** Status of the server's own requests is nothing that clients wait for. */
  #isForClients(message: WireMessage, mayHoldStatus: boolean): boolean {
    if (mayHoldStatus && message.type === 'status') {
      this.activity.status(message);
      return message.parentSession !== serverSession;
    }
    this.activity.message(message);
    return true;
  }

  #reply(channel: RequestChannel, message: WireMessage): void {
    const session = message.parentSession;
    if (session === serverSession) {
      if (message.type === 'kernel_info_reply') this.#readiness?.answered();
      return;
    }
    this.#routes.find(message.parentId, session)?.deliver(new OutgoingBatch(channel, [message]));
  }

  #complain(channel: Channel | 'journal', problem: string): void {
    this.#bad++;
    const now = Date.now();
    if (now - this.#complained < complaintMs) return;
    this.#log.warn(channel === 'journal' ? 'journal not written' : 'messages of the kernel dropped', {
      channel,
      problem,
      dropped: this.#bad,
    });
    this.#complained = now;
    this.#bad = 0;
  }
}
