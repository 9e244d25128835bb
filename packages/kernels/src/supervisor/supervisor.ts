import type { Socket } from 'node:net';
import { heldPlaces } from '../feed/held-places.ts';
import type { KernelProcesses } from '../processes/kernel-processes.ts';
import { KernelSlots } from './kernel-slots.ts';
import { othersLive } from './other-versions.ts';
import { ServerPeer } from './server-peer.ts';

type SupervisorSetup = {
  readonly folder: string;
  readonly processes: KernelProcesses;
  /** One line. */
  readonly log: (line: string) => void;
  /** Nobody is connected and nothing runs. */
  readonly idle: () => void;
  /** Whether a server could still find it. */
  readonly reachable: () => boolean;
};
/** How long it waits for somebody when it has nothing to do, in milliseconds. */
const lingerMs = 5000;
/** Servers and commands connected at a time. */
const mostPeers = 100;

/**
 * Holds kernels for the servers of one user while these come and go. It knows no policy: it starts and signals processes,
 * holds sockets and journals, and hands both to the one server that is attached.
 */
export class Supervisor {
  readonly #setup: SupervisorSetup;
  readonly #slots: KernelSlots;
  #peers = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(setup: SupervisorSetup) {
    this.#setup = setup;
    this.#slots = new KernelSlots(heldPlaces(setup.folder), setup.log);
    this.#linger();
  }

  accept(socket: Socket): void {
    if (this.#peers >= mostPeers) {
      socket.destroy();
      return;
    }
    clearTimeout(this.#timer);
    this.#peers++;
    const { folder, processes } = this.#setup;
    void new ServerPeer(socket, {
      slots: this.#slots,
      processes,
      othersLive: () => othersLive(folder),
      newer: () => this.#yield(),
      left: () => {
        this.#peers--;
        if (this.#peers === 0) this.#linger();
      },
    });
  }

  /** A supervisor of a newer version wants these kernels. They stay when this process ends, where no server has them here. */
  #yield(): void {
    if (this.#slots.all().some(({ attached }) => attached)) return;
    this.#setup.log('a newer version goes on with these kernels');
    this.#setup.idle();
  }

  /** Begins to wait for the end, which comes when there is nothing left to do. */
  #linger(): void {
    this.#timer = setTimeout(() => {
      if (!this.#setup.reachable()) this.#slots.endAll();
      if (this.#slots.all().some(({ lives }) => lives)) this.#linger();
      else this.#setup.idle();
    }, lingerMs);
  }
}
