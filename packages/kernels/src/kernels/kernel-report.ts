import { type Events, kernelEvents } from '@himalia/contracts/events';
import type { Log } from '@himalia/core';
import type { EndedKernel } from './ended-kernel.ts';
import type { KernelNews } from './running-kernel.ts';

export type Action = 'start' | 'interrupt' | 'shutdown' | 'restart';

const unasked: Readonly<Record<KernelNews['action'], string>> = {
  start: 'started',
  restart: 'died and was restarted',
  shutdown: 'was shutdown',
};
const failures: Readonly<Record<KernelNews['action'], string>> = {
  start: 'does not answer',
  restart: 'died and is not restarted',
  shutdown: 'was not shut down',
};

type KernelEvent = {
  readonly action: Action;
  readonly failed: boolean;
  readonly message: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** Why, in words, where nobody asked for it. */
  readonly reason?: string;
};

/** Tells subscribers of events what happens to kernels; nobody where there are no events. */
export class KernelReport {
  readonly #events: Events | undefined;
  readonly #log: Log;

  constructor(events: Events | undefined, log: Log) {
    this.#events = events;
    this.#log = log;
    events?.register(kernelEvents);
  }

  tell({ action, failed, message, id, name, reason }: KernelEvent): void {
    try {
      this.#events?.emit(kernelEvents.$id, {
        action,
        status: failed ? 'error' : 'success',
        msg: message,
        ...(id === undefined ? {} : { kernel_id: id }),
        ...(name === undefined ? {} : { kernel_name: name }),
        ...(reason === undefined ? {} : { reason }),
      });
    } catch (problem) {
      this.#log.warn('event not sent', { action, error: (problem as Error).message });
    }
  }

  /** What a kernel did unasked. */
  news({ action, kernel, failed, reason }: KernelNews): void {
    const message = `Kernel ${kernel.id} ${failed ? failures[action] : unasked[action]}: ${reason}`;
    this.tell({ action, failed, message, id: kernel.id, name: kernel.spec.name, reason });
  }

  endedBefore({ record, reason: how }: EndedKernel): void {
    const { id, spec } = record;
    const reason = `The kernel ended while no server ran: ${how}`;
    this.tell({ action: 'shutdown', failed: false, message: `Kernel ${id}: ${reason}`, id, name: spec.name, reason });
  }
}
