import type { Socket } from '@himalia/contracts/http';
import type { ConnectionInfo, KernelClientEvent } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { headerMember, type WireMessage } from '@himalia/protocol/message';
import { Audience } from '../clients/audience.ts';
import type { ChannelClient } from '../clients/channel-client.ts';
import { type ConnectOptions, KernelClients } from '../clients/kernel-clients.ts';
import { LiveBlock } from '../clients/live-block.ts';
import type { Form } from '../clients/outgoing.ts';
import { PositionsMemory } from '../clients/positions-memory.ts';
import type { RateLimits } from '../clients/rate-limit.ts';
import { isRequestChannel, type RequestChannel } from '../feed/channel.ts';
import type { FeedState, KernelFeed } from '../feed/kernel-feed.ts';
import { deathNotice, isServerSession, serverMessage, statusMessage } from '../feed/server-messages.ts';
import type { Block } from '../journal/block.ts';
import { BodyArena } from '../journal/body-arena.ts';
import type { JournalReader } from '../journal/journal.ts';
import { ConnectionTrouble } from './connection-trouble.ts';
import { Executions, executeRequestId } from './executions.ts';
import { Heartbeat } from './heartbeat.ts';
import { KernelActivity } from './kernel-activity.ts';
import { Readiness } from './readiness.ts';
import { RecordedJournal } from './recorded-journal.ts';
import { ReplyRoutes } from './reply-routes.ts';
import { RequestGate } from './request-gate.ts';
import { type KnownActivity, restoreActivity } from './restore-activity.ts';
import { UnheardEnds } from './unheard-ends.ts';
import { hasOutput } from './unseen-output.ts';

export type ConnectionLimits = {
  /** How long a kernel may take to answer for the first time, in milliseconds. */
  readonly startMs: number;
  /** Between two heartbeats, in milliseconds; 0: none. */
  readonly heartbeatMs: number;
  readonly rates?: RateLimits | undefined;
};

/** Where the kernel is held, from its first connection on. */
export type Hold = (connection: ConnectionInfo) => Promise<KernelFeed>;

/** For what is made of blocks for clients without subprotocol. */
const arena = new BodyArena();
const room = (bytes: number): Buffer => arena.room(bytes);
/** Requests to a kernel that was idle wait no longer for new sockets to be heard on, in milliseconds. */
const hearMs = 5000;
const unanswering = 'It does not answer its heartbeat: its process is stopped or stuck.';

/**
 * The server's one connection to a kernel, shared by all its clients. It outlives the kernel's process: after a restart
 * `open` goes on with the next one, and clients keep their sockets.
 */
export class KernelConnection {
  readonly activity: KernelActivity = new KernelActivity();
  /** What is kept of the kernel's messages; nothing before it is held. */
  readonly journal: JournalReader;
  /** The same for others, and what clients do. */
  readonly record: RecordedJournal;
  readonly #log: Log;
  readonly #limits: ConnectionLimits;
  readonly #clients: KernelClients;
  readonly #routes = new ReplyRoutes();
  readonly #gate = new RequestGate((channel, parts) => this.#feed?.send(channel, parts) ?? false);
  readonly #hold: Hold;
  readonly #executions = new Executions();
  readonly #unheard = new UnheardEnds({
    activity: this.activity,
    executions: this.#executions,
    ask: () => this.#ask('shell', 'kernel_info_request', {}),
    note: (parts) => this.#feed?.note(parts),
  });
  readonly #audience = new Audience((messageId, session) => this.#ownerOf(messageId, session));
  #feed: KernelFeed | undefined;
  /** The same while it comes. */
  #held: Promise<KernelFeed | undefined> | undefined;
  #positions: PositionsMemory | undefined;
  /** Nobody held the kernel's sockets before this server did. */
  #isNew = true;
  #readiness: Readiness | undefined;
  #heartbeat: Heartbeat | undefined;
  readonly #trouble: ConnectionTrouble;
  #settled = Promise.withResolvers<void>();
  #isSettled = false;
  #closed = false;

  constructor(hold: Hold, limits: ConnectionLimits, log: Log) {
    this.#hold = hold;
    this.journal = journalOf(() => this.#feed);
    this.record = new RecordedJournal(this.journal);
    this.#limits = limits;
    this.#log = log;
    this.#trouble = new ConnectionTrouble(log);
    this.#clients = new KernelClients(
      {
        journal: this.journal,
        audience: this.#audience,
        rates: limits.rates,
        acknowledged: () => this.#positions?.changed(),
      },
      (event) => this.#tellOfClient(event),
      (client) => this.#routes.forget(client),
    );
  }

  get connections(): number {
    return this.#clients.connections;
  }

  /** What goes wrong now, in words. */
  get trouble(): string | undefined {
    return this.#heartbeat?.silent ? unanswering : this.#trouble.text;
  }

  /** Whether what listens was no kernel, again and again. */
  get hopeless(): boolean {
    return this.#trouble.hopeless;
  }

  /**
   * Connects to a kernel's sockets. Settles true when it is ready, false when what listens is none or `shut` was called. `late` is
   * called when the start limit has passed; clients are let through then.
   */
  async open(connection: ConnectionInfo, late: () => void): Promise<boolean> {
    this.activity.set('starting');
    await this.shut();
    if (this.#closed) return false;
    this.#trouble.forget();
    this.#executions.endAll();
    // What the last process was given is over, and requests that follow are the next one's. It says so itself, but not that exactly.
    this.#tell('starting');
    const readiness = this.#expect(this.#limits.startMs, () => {
      this.#let();
      late();
    });
    const feed = await this.#connect(connection);
    if (this.#readiness !== readiness) return false;
    if (feed.connected) readiness.connected();
    const ready = await readiness.settled;
    if (this.#readiness !== readiness || !ready) return false;
    if (this.#limits.heartbeatMs > 0) this.#heartbeat = new Heartbeat(connection, this.#limits.heartbeatMs);
    // Clients that watched the last process would otherwise wait for a status: those of the questions above are not theirs.
    if (this.activity.state !== 'busy') {
      this.activity.set('idle');
      this.#tell('idle');
    }
    this.#let();
    return true;
  }

  /**
   * Goes on with a kernel that was ready under another server. While it computes no answer is awaited: it would come
   * only afterwards, while its clients wait. False: it was not ready, neither when it was written down nor since.
   */
  async adopt(connection: ConnectionInfo, known: KnownActivity): Promise<boolean> {
    const feed = await this.#connect(connection);
    await restoreActivity(this.activity, feed.journal, known);
    const { state } = this.activity;
    if (state === 'starting' || state === 'restarting') return false;
    if (this.#limits.heartbeatMs > 0) this.#heartbeat = new Heartbeat(connection, this.#limits.heartbeatMs);
    this.settle();
    if (feed.connected) this.#hear();
    // Where somebody held it all the time the journal has all. Kernels that answer while they compute would be taken for done.
    if (this.#isNew && feed.connected) this.#unheard.reconnected();
    return true;
  }

  /** The server stops, and the kernel goes on without it. */
  async release(): Promise<void> {
    this.#closed = true;
    this.settle();
    this.#gate.shut();
    this.#unheard.giveUp();
    this.#positions?.tell();
    this.#positions?.[Symbol.dispose]();
    await Promise.all([this.#feed?.release(), this.#heartbeat?.close()]);
  }

  /** Settles when the kernel is ready or the start limit passed, at once when it is already; or when it is given up. */
  settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** Nobody is to wait for it any longer. */
  settle(): void {
    this.#isSettled = true;
    this.#settled.resolve();
  }

  /** Lets go of the process that ends. Requests wait for the next one. */
  async shut(): Promise<void> {
    const readiness = this.#readiness;
    const heartbeat = this.#heartbeat;
    this.#readiness = undefined;
    this.#heartbeat = undefined;
    this.#gate.shut();
    this.#unheard.giveUp();
    if (this.#isSettled) this.#settled = Promise.withResolvers<void>();
    this.#isSettled = false;
    readiness?.giveUp();
    await Promise.all([this.#feed?.disconnect(), heartbeat?.close()]);
  }

  /** For good. Clients' WebSockets stay open, but nothing comes any more, and what they send goes nowhere. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.shut();
    this.settle();
    this.#positions?.[Symbol.dispose]();
    await this.record.end();
    await (await this.#held)?.end();
  }

  /** A client arrives, or comes back. */
  connect(session: string, socket: Socket, form: Form, options: ConnectOptions = {}): ChannelClient {
    return this.#clients.connect(session, socket, form, options);
  }

  /** Whether there is output that no client got. */
  async hasUnseen(): Promise<boolean> {
    return this.#feed !== undefined && hasOutput(this.#feed.journal, this.#clients.furthest);
  }

  /** A client's message for the kernel. Unknown channels are ignored. */
  request(client: ChannelClient, channel: string, parts: readonly Buffer[]): void {
    if (this.#closed) return;
    if (!isRequestChannel(channel)) {
      this.#log.debug('message for an unknown channel ignored', { channel });
      return;
    }
    this.activity.clock.asked();
    const header = parts[0]?.toString('latin1') ?? '';
    this.#routes.remember(headerMember(header, 'msg_id'), headerMember(header, 'session'), client);
    const execution = channel === 'shell' ? executeRequestId(header) : undefined;
    if (execution === undefined || !this.#repeats(client, execution)) this.#gate.send(client, channel, parts);
  }

  interrupt(): void {
    this.#ask('control', 'interrupt_request', {});
  }

  shutdown(restart: boolean): void {
    this.#ask('control', 'shutdown_request', { restart });
  }

  /** Tells every client what the kernel cannot say itself; also in the cell that it was computing. */
  announce(state: 'restarting' | 'dead', reason: string): void {
    const { execution } = this.activity;
    if (execution) this.#feed?.note(deathNotice(reason, execution).parts);
    this.activity.set(state);
    this.#tell(state, reason);
  }

  /**
   * Sockets stand to a kernel that was ready before, maybe new ones: what it says until their subscription has reached it is lost, so
   * requests wait for a word of it.
   */
  #hear(): void {
    if (this.activity.state !== 'idle') {
      this.#let();
      return;
    }
    this.#gate.shut();
    const readiness = this.#expect(hearMs, () => this.#let());
    readiness.answered();
    readiness.connected();
    void readiness.settled.then((ready) => {
      if (ready && this.#readiness === readiness) this.#let();
    });
  }

  #let(): void {
    this.#gate.open();
    this.settle();
  }

  #tell(state: string, reason?: string): void {
    this.#feed?.note(statusMessage(state, reason).parts);
  }

  #expect(limitMs: number, late: () => void): Readiness {
    this.#readiness = new Readiness(() => void this.#ask('shell', 'kernel_info_request', {}), limitMs, late);
    return this.#readiness;
  }

  /** The id of the question; undefined: it was not taken. */
  #ask(channel: RequestChannel, type: string, content: { readonly restart?: boolean }): string | undefined {
    const { id, parts } = serverMessage(type, content);
    return this.#feed?.send(channel, parts) ? id : undefined;
  }

  async #connect(connection: ConnectionInfo): Promise<KernelFeed> {
    const held = await this.#held;
    if (held) {
      await held.reconnect(connection);
      return held;
    }
    const holding = this.#hold(connection);
    this.#held = holding.catch(() => undefined);
    const feed = await holding;
    this.#feed = feed;
    this.#isNew = !feed.connected;
    this.#positions = new PositionsMemory(feed, this.#clients);
    feed.onBlock((block) => this.#receive(block));
    feed.onState((state) => this.#note(state));
    await this.#executions.learn(feed.journal);
    return feed;
  }

  #note(state: FeedState): void {
    if (state.type === 'connected') {
      if (this.#readiness?.done === false) this.#readiness.connected();
      else if (this.#isSettled) this.#hear();
      if (this.#isSettled) this.#unheard.reconnected();
      return;
    }
    this.#trouble.note(state);
    // Waiting for the start limit would help nobody.
    if (this.hopeless) this.#readiness?.giveUp();
  }

  /** Answers whether a client keeps bytes of it. */
  #receive(block: Block): boolean {
    arena.begin();
    const live = new LiveBlock(block, this.#audience, room);
    if (block.kind === 'request') this.#executions.add(block);
    else if (block.kind === 'iopub') this.#watch(live);
    else if (block.kind !== 'notice') for (const { wire } of live.messages) this.#hearReply(wire);
    const kept = this.#clients.publish(live);
    arena.end(kept);
    this.record.publish(block);
    this.#positions?.changed();
    return kept;
  }

  /** Only blocks that may hold a status are looked into, and seldom another one. */
  #watch(live: LiveBlock): void {
    this.#readiness?.heard();
    if (!live.block.status) {
      this.activity.messages(live);
      return;
    }
    for (const { wire } of live.messages) {
      if (wire.type === 'status') this.#hearStatus(wire);
      else this.activity.message(wire);
    }
  }

  #hearStatus(status: WireMessage): void {
    this.#unheard.heard(status.parentId);
    this.#executions.hear(status);
    this.activity.status(status);
  }

  #hearReply(reply: WireMessage): void {
    if (reply.type === 'execute_reply') this.#executions.hear(reply);
    if (reply.type !== 'kernel_info_reply' || !isServerSession(reply.parentSession)) return;
    this.#readiness?.answered();
    this.#unheard.answered(reply.parentId);
  }

  /** Whether the kernel has this `execute_request` already; then what came of it is sent to the client again. */
  #repeats(client: ChannelClient, messageId: string): boolean {
    this.#tellOfClient({ type: 'asked', session: client.session, messageId });
    if (!this.#executions.accept(messageId)) return false;
    const sequence = this.#executions.find(messageId);
    if (sequence !== undefined) client.replay(messageId, sequence);
    return true;
  }

  #ownerOf(messageId: string, session: string): ChannelClient | undefined {
    return this.#routes.find(messageId, session) ?? this.#clients.find(session);
  }

  #tellOfClient(event: KernelClientEvent): void {
    if (event.type === 'left') this.activity.clock.left();
    this.record.tell(event);
    // A session that the next server does not know would take another one's place, and get its output.
    if (event.type !== 'asked') this.#positions?.tell();
  }
}

/** The journal of a feed that comes later. */
function journalOf(feed: () => KernelFeed | undefined): JournalReader {
  return {
    get head() {
      return feed()?.journal.head ?? 0;
    },
    read: async (from, maxBytes, memory) =>
      (await feed()?.journal.read(from, maxBytes, memory)) ?? { blocks: [], missing: 0, next: from },
  };
}
