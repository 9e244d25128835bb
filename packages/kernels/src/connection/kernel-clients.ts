import type { Socket } from '@himalia/contracts/http';
import { ChannelClient, type Form } from './channel-client.ts';
import type { QueueLimits } from './message-queue.ts';
import type { OutgoingBatch } from './outgoing-batch.ts';

export type AwayLimits = QueueLimits & {
  /** Clients that are away and kept in mind, for one kernel. */
  readonly clients: number;
  /** How long an absent one is kept while others are connected, in milliseconds. */
  readonly keptMs: number;
};

/** The sessions of clients at one kernel, connected or briefly away. */
export class KernelClients {
  readonly #limits: AwayLimits;
  readonly #forgotten: (client: ChannelClient) => void;
  /** In the order in which they left, those that are away before those that came later. */
  readonly #bySession = new Map<string, ChannelClient>();
  #connections = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: AwayLimits, forgotten: (client: ChannelClient) => void) {
    this.#limits = limits;
    this.#forgotten = forgotten;
  }

  get connections(): number {
    return this.#connections;
  }

  connect(session: string, socket: Socket, form: Form, keeps = true): ChannelClient {
    const known = this.#bySession.get(session);
    const client = known ?? new ChannelClient(session, this.#limits);
    if (!known) this.#bySession.set(session, client);
    if (!client.connected) this.#connections++;
    client.attach(socket, form);
    socket.onClose(() => this.#leave(client, socket, keeps));
    this.#watch();
    return client;
  }

  publish(batch: OutgoingBatch): void {
    for (const client of this.#bySession.values()) client.deliver(batch);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#bySession.clear();
  }

  #leave(client: ChannelClient, socket: Socket, keeps: boolean): void {
    if (!client.detach(socket)) return;
    this.#connections--;
    if (this.#bySession.get(client.session) !== client) return;
    if (!keeps) {
      this.#forget(client);
      return;
    }
    this.#bySession.delete(client.session);
    this.#bySession.set(client.session, client);
    const away = this.#away();
    for (const oldest of away.slice(0, Math.max(0, away.length - this.#limits.clients))) this.#forget(oldest);
    this.#watch();
  }

  #away(): ChannelClient[] {
    return [...this.#bySession.values()].filter((client) => !client.connected);
  }

  #forget(client: ChannelClient): void {
    this.#bySession.delete(client.session);
    this.#forgotten(client);
  }

  /** While somebody watches, those that are away are given up after a time: most of them are tabs that were closed. */
  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#connections === 0 || this.#away().length === 0) return;
    this.#timer = setTimeout(() => this.#expire(), this.#limits.keptMs);
    this.#timer.unref();
  }

  #expire(): void {
    const before = Date.now() - this.#limits.keptMs;
    for (const client of this.#away()) if (client.awaySince <= before) this.#forget(client);
    this.#watch();
  }
}
