import { type Events, kernelEvents } from '@himalia/contracts/events';
import { KernelError, type KernelErrorCode } from '@himalia/contracts/kernels';
import { type Tracer, traced } from '@himalia/contracts/traces';
import type { Log } from '@himalia/core';
import type { KernelNews } from '../connection/kernel-news.ts';
import type { EndedKernel } from './ended-kernel.ts';

type Action = 'start' | 'interrupt' | 'shutdown' | 'restart';

const done: Readonly<Record<Action, string>> = {
  start: 'was started',
  interrupt: 'was interrupted',
  shutdown: 'was shutdown',
  restart: 'was restarted',
};
const unasked: Readonly<Record<KernelNews['action'], string>> = {
  start: 'started',
  restart: 'died and was restarted',
  shutdown: 'ended',
};
const failures: Readonly<Record<KernelNews['action'], string>> = {
  start: 'does not answer',
  restart: 'died and is not restarted',
  shutdown: 'was not shut down',
};

/** What was asked of a kernel that is not there, or is another one. Nothing happened to any. */
const ofNone: ReadonlySet<KernelErrorCode> = new Set(['bad_id', 'not_found', 'not_known', 'exists']);

type Named = { readonly id?: string | undefined; readonly name?: string | undefined };
type KernelEvent = Named & {
  readonly action: Action;
  readonly failed: boolean;
  readonly message: string;
  /** Why, in words, where nobody asked for it. */
  readonly reason?: string;
};

/** Tells subscribers of events, and traces, what happens to kernels; nobody where there are neither. */
export class KernelReport {
  readonly #events: Events | undefined;
  readonly #tracer: Tracer | undefined;
  readonly #log: Log;

  constructor(events: Events | undefined, tracer: Tracer | undefined, log: Log) {
    this.#events = events;
    this.#tracer = tracer;
    this.#log = log;
    events?.register(kernelEvents);
  }

  /** Does what somebody asked for, and tells how it ended; `named`: the kernel that came of it. */
  async doing<T>(
    action: Action,
    kernel: Named,
    work: () => Promise<T>,
    named: (result: T) => Named = () => kernel,
  ): Promise<T> {
    try {
      const attributes = { 'jupyter.kernel.name': kernel.name };
      const result = await traced(this.#tracer, `${action} kernel`, attributes, work);
      const { id, name } = named(result);
      this.#tell({ action, failed: false, message: `Kernel ${id} ${done[action]}.`, id, name });
      return result;
    } catch (error) {
      const { id, name } = kernel;
      if (!isOfNone(error)) this.#tell({ action, failed: true, message: (error as Error).message, id, name });
      throw error;
    }
  }

  /** What a kernel did unasked. */
  news({ action, id, name, failed, reason }: KernelNews): void {
    const message = `Kernel ${id} ${failed ? failures[action] : unasked[action]}: ${reason}`;
    this.#tell({ action, failed, message, id, name, reason });
  }

  endedBefore({ record, reason: how }: EndedKernel): void {
    const { id, spec } = record;
    const reason = `The kernel ended while no server ran: ${how}`;
    this.#tell({ action: 'shutdown', failed: false, message: `Kernel ${id}: ${reason}`, id, name: spec.name, reason });
  }

  #tell({ action, failed, message, id, name, reason }: KernelEvent): void {
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
}

function isOfNone(error: unknown): boolean {
  return error instanceof KernelError && ofNone.has(error.code);
}
