import type { Socket } from 'node:net';
import type { HeldPlaces } from '../feed/held-places.ts';
import type { KernelProcesses } from '../processes/kernel-processes.ts';
import { KernelSlots } from './kernel-slots.ts';
import { ServerPeer } from './server-peer.ts';

type SupervisorSetup = {
  readonly places: HeldPlaces;
  readonly processes: KernelProcesses;
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
    this.#slots = new KernelSlots(setup.places);
    this.#linger();
  }

  accept(socket: Socket): void {
    if (this.#peers >= mostPeers) {
      socket.destroy();
      return;
    }
    clearTimeout(this.#timer);
    this.#peers++;
    void new ServerPeer(socket, this.#slots, this.#setup.processes, () => {
      this.#peers--;
      if (this.#peers === 0) this.#linger();
    });
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
