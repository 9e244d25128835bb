import type { Socket } from '@himalia/contracts/http';
import type { KernelClientEvent } from '@himalia/contracts/kernels';
import { ChannelClient, type Source } from './channel-client.ts';
import type { LiveBlock } from './live-block.ts';
import type { Form } from './outgoing.ts';

export type ConnectOptions = {
  /** Its place in the journal is kept when it leaves, and it takes the place of one that left; true unless said. */
  readonly keeps?: boolean;
  /** It wants no output that came before now. */
  readonly skips?: boolean;
};
/** RFC 6455, section 7.1.5: no close frame came. */
const cut = 1006;
/** Clients that are away and kept in mind, for one kernel. */
const keptAway = 100;
/** Who left so lately may be succeeded by a new session while others are connected: a page that was reloaded. */
const reloadMs = 120_000;
/** A server that is killed may have sent about so many messages since it told last where its clients are. */
const untold = 10_000;

/** The sessions of clients at one kernel, connected or away. */
export class KernelClients {
  readonly #source: Source;
  readonly #told: (event: KernelClientEvent) => void;
  readonly #forgotten: (client: ChannelClient) => void;
  /** In the order in which they left, those that are away before those that came later. */
  readonly #bySession = new Map<string, ChannelClient>();
  /** Of those that are kept in mind no more. */
  #furthest = 1;

  constructor(source: Source, told: (event: KernelClientEvent) => void, forgotten: (client: ChannelClient) => void) {
    this.#source = source;
    this.#told = told;
    this.#forgotten = forgotten;
  }

  /** Without those that said goodbye and whose connections have not ended yet. */
  get connections(): number {
    return [...this.#bySession.values()].filter(({ open }) => open).length;
  }

  find(session: string): ChannelClient | undefined {
    return this.#bySession.get(session);
  }

  connect(session: string, socket: Socket, form: Form, { keeps = true, skips = false }: ConnectOptions): ChannelClient {
    const client = this.#bySession.get(session) ?? this.#admit(session, keeps);
    if (skips) client.skip();
    client.attach(socket, form);
    socket.onClose((code) => this.#leave(client, socket, { code, keeps }));
    this.#told({ type: 'joined', session });
    return client;
  }

  /** Answers whether somebody keeps bytes of it, until they are written. */
  publish(live: LiveBlock): boolean {
    let kept = false;
    for (const client of this.#bySession.values()) kept = client.deliver(live) || kept;
    return kept;
  }

  /** The first message that none of them got. */
  get furthest(): number {
    return Math.max(this.#furthest, ...[...this.#bySession.values()].map(({ position }) => position));
  }

  /** Where each goes on in the journal, should this server be killed now; those that left last at the end. */
  positions(): [session: string, next: number][] {
    return [...this.#bySession.values()].map(({ session, acknowledged }) => [session, acknowledged]);
  }

  /**
   * Those of a server before this one. What follows their places may have reached them, nobody knows in which pieces: it is not
   * merged, so that nothing new comes under the id of something that a client had.
   */
  restore(positions: readonly (readonly [session: string, next: number])[]): void {
    const end = this.#source.journal.head + 1;
    for (const [session, told] of positions.slice(-keptAway)) {
      const next = Math.min(told, end);
      const client = new ChannelClient(session, next, this.#source, Math.min(next + untold, end));
      client.awaySince = performance.now();
      this.#bySession.set(session, client);
    }
  }

  #admit(session: string, keeps: boolean): ChannelClient {
    const before = keeps ? this.#lastToLeave() : undefined;
    const client = new ChannelClient(session, before ?? this.#source.journal.head + 1, this.#source);
    this.#bySession.set(session, client);
    return client;
  }

  /** The latest that left and that nobody succeeded. */
  #lastToLeave(): ChannelClient | undefined {
    const last = this.#away().findLast(({ successor }) => successor === undefined);
    return last && (this.connections === 0 || performance.now() - last.awaySince < reloadMs) ? last : undefined;
  }

  #leave(client: ChannelClient, socket: Socket, { code, keeps }: { code: number; keeps: boolean }): void {
    if (!client.detach(socket, code !== cut)) return;
    if (this.#bySession.get(client.session) !== client) return;
    this.#bySession.delete(client.session);
    if (keeps) this.#bySession.set(client.session, client);
    else this.#forget(client);
    const away = this.#away();
    for (const oldest of away.slice(0, Math.max(0, away.length - keptAway))) this.#forget(oldest);
    this.#told({ type: 'left', session: client.session, code });
  }

  #away(): ChannelClient[] {
    return [...this.#bySession.values()].filter((client) => !client.connected);
  }

  #forget(client: ChannelClient): void {
    this.#furthest = Math.max(this.#furthest, client.position);
    this.#bySession.delete(client.session);
    this.#forgotten(client);
  }
}
