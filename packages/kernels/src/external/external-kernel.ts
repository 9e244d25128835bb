import { isDeepStrictEqual } from 'node:util';
import { type ConnectionInfo, KernelError, type KernelModel } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { type ConnectionLimits, type Hold, KernelConnection } from '../connection/kernel-connection.ts';
import { kernelModel } from '../connection/kernel-model.ts';
import type { KernelNews } from '../connection/kernel-news.ts';
import { watchPresence } from './presence.ts';

export type ExternalSetup = {
  readonly id: string;
  readonly name: string;
  /** Its connection, or in words why there is none. */
  readonly found: ConnectionInfo | string;
  readonly hold: Hold;
  readonly limits: ConnectionLimits;
  readonly onNews: (news: KernelNews) => void;
  readonly log: Log;
};

/** How long nobody may listen before a kernel is said to be gone, in milliseconds. */
const goneMs = 2000;

/** A kernel that somebody else started: it is talked to as any other, but neither ended nor restarted by this server. */
export class ExternalKernel {
  readonly id: string;
  readonly connection: KernelConnection;
  readonly #setup: ExternalSetup;
  readonly #presence: AsyncDisposable | undefined;
  #reason: string | undefined;

  constructor(setup: ExternalSetup) {
    this.id = setup.id;
    this.#setup = setup;
    this.connection = new KernelConnection(setup.hold, setup.limits, setup.log);
    const { found } = setup;
    if (typeof found === 'string') {
      this.die(found);
      return;
    }
    const gone = `Nobody listens on ${found.transport === 'ipc' ? found.ip : `${found.ip}:${found.hb_port}`}: it has ended, or the way to it is closed.`;
    this.#presence = watchPresence(found, goneMs, {
      here: () => {
        this.#tell('start', 'Somebody listens there again');
        this.#open(found);
      },
      gone: () => this.die(gone),
    });
    this.#open(found);
  }

  get model(): KernelModel {
    return kernelModel(this.id, this.#setup.name, this.connection, this.#reason ?? this.connection.trouble);
  }

  /** By message: its process may be another user's, or on another machine. */
  interrupt(): void {
    this.connection.interrupt();
  }

  /** Always refuses. */
  restart(): never {
    throw new KernelError(
      'start_failed',
      `The kernel ${this.id} was started elsewhere, so it is restarted there, not here`,
    );
  }

  /** Whether this is what its connection file says. */
  isOf(found: ConnectionInfo | string): boolean {
    return isDeepStrictEqual(found, this.#setup.found);
  }

  /** For who uses it; of its process nothing is known. */
  die(reason: string): void {
    this.#reason = reason;
    if (this.connection.activity.state === 'dead') return;
    this.connection.announce('dead', reason);
    this.connection.settle();
    this.#tell('shutdown', reason);
  }

  /** It lives on. */
  async forget(): Promise<void> {
    await this.#presence?.[Symbol.asyncDispose]();
    await this.connection.close();
  }

  #open(found: ConnectionInfo): void {
    this.#reason = undefined;
    const late = (): void => {
      if (this.connection.activity.state !== 'starting') return;
      this.#reason = 'It listens and has not answered yet: it computes, or is stuck.';
    };
    this.connection.open(found, late).then(
      (ready) => {
        if (ready) this.#reason = undefined;
        else if (this.connection.hopeless) this.die(this.connection.trouble ?? '');
      },
      (error: Error) => this.die(`No connection to it: ${error.message}`),
    );
  }

  #tell(action: KernelNews['action'], reason: string): void {
    this.#setup.onNews({ action, id: this.id, name: this.#setup.name, failed: false, reason });
  }
}
