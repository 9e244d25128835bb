import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { HeldKernel } from '../host/held-kernel.ts';
import type { HeldPlaces } from '../host/held-places.ts';
import type { KernelFeed } from '../host/kernel-host.ts';
import { BodyArena } from '../journal/body-arena.ts';
import type { JournalLimits } from '../journal/journal.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { KernelProcesses } from '../processes/kernel-processes.ts';
import { KernelSlot } from './kernel-slot.ts';
import { ServerPeer } from './server-peer.ts';

export type SupervisorSetup = {
  readonly places: HeldPlaces;
  readonly processes: KernelProcesses;
  /** One line, with its end. */
  readonly log: (line: string) => void;
  /** Nobody is connected and nothing runs, for so many milliseconds: `idle` is called. */
  readonly lingerMs: number;
  readonly idle: () => void;
  /** Whether a server could still find it. */
  readonly reachable: () => boolean;
};
/** Servers and commands connected at a time. */
const mostPeers = 100;

/**
 * Holds kernels for the servers of one user while these come and go. It knows no policy: it starts and signals processes,
 * holds sockets and journals, and hands both to the one server that is attached.
 */
export class Supervisor {
  readonly setup: SupervisorSetup;
  readonly #arena = new BodyArena();
  readonly #slots = new Map<string, KernelSlot>();
  readonly #peers = new Set<ServerPeer>();
  #handles = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(setup: SupervisorSetup) {
    this.setup = setup;
    this.settle();
  }

  accept(socket: Socket): void {
    if (this.#peers.size >= mostPeers) {
      socket.destroy();
      return;
    }
    clearTimeout(this.#timer);
    this.#peers.add(new ServerPeer(this, socket));
  }

  left(peer: ServerPeer): void {
    this.#peers.delete(peer);
    this.settle();
  }

  slots(): readonly KernelSlot[] {
    return [...this.#slots.values()];
  }

  /** The place of a kernel, made where there is none. */
  slot(id: string): KernelSlot {
    const known = this.#slots.get(id);
    if (known) return known;
    const slot = new KernelSlot(id);
    this.#slots.set(id, slot);
    return slot;
  }

  find(id: string): KernelSlot | undefined {
    return this.#slots.get(id);
  }

  /** Without a process and a feed there is nothing to keep. */
  forget(slot: KernelSlot): void {
    if (!slot.running && !slot.feed) this.remove(slot);
  }

  remove(slot: KernelSlot): void {
    if (this.#slots.get(slot.id) === slot) this.#slots.delete(slot.id);
  }

  /** Connects to a kernel, and goes on with its journal where there is one. */
  open({ id }: KernelSlot, connection: ConnectionInfo, limits: JournalLimits): KernelFeed {
    const journal = new JournalWriter(this.setup.places.journal(id), limits);
    return new HeldKernel(connection, journal, this.#arena, () => undefined);
  }

  newHandle(): number {
    return ++this.#handles;
  }

  /** Begins to wait for the end, which comes when there is nothing left to do. */
  settle(): void {
    clearTimeout(this.#timer);
    if (this.#peers.size > 0) return;
    this.#timer = setTimeout(() => {
      if (!this.setup.reachable()) this.#endAll();
      if (this.slots().some(({ lives }) => lives)) this.settle();
      else this.setup.idle();
    }, this.setup.lingerMs);
  }

  /** Its folder was removed, and with it the way to its kernels. */
  #endAll(): void {
    for (const { running } of this.slots()) running?.signal('SIGKILL');
    this.#slots.clear();
  }
}
