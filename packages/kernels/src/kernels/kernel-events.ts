import { type Events, kernelEvents } from '@himalia/contracts/events';
import type {
  KernelClient,
  KernelJournal,
  KernelLine,
  KernelModel,
  Kernels,
  Recall,
  StartOptions,
} from '@himalia/contracts/kernels';
import { type Tracer, traced } from '@himalia/contracts/traces';
import type { Log } from '@himalia/core';
import type { EndedKernel } from './ended-kernel.ts';
import type { KernelNews } from './running-kernel.ts';

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
  shutdown: 'was shutdown',
};
const failures: Readonly<Record<KernelNews['action'], string>> = {
  start: 'does not answer',
  restart: 'died and is not restarted',
  shutdown: 'was not shut down',
};

export type KernelEvent = {
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

/** Reports what is done to kernels. */
export class ReportedKernels implements Kernels, AsyncDisposable {
  readonly #kernels: Kernels & AsyncDisposable;
  readonly #report: KernelReport;
  readonly #tracer: Tracer | undefined;

  constructor(kernels: Kernels & AsyncDisposable, report: KernelReport, tracer: Tracer | undefined) {
    this.#kernels = kernels;
    this.#report = report;
    this.#tracer = tracer;
  }

  get recall(): Recall | undefined {
    return this.#kernels.recall;
  }

  list(): readonly KernelModel[] {
    return this.#kernels.list();
  }

  get(id: string): KernelModel | undefined {
    return this.#kernels.get(id);
  }

  folder(id: string): string | undefined {
    return this.#kernels.folder(id);
  }

  async start(options: StartOptions): Promise<KernelModel> {
    try {
      const attributes = { 'jupyter.kernel.name': options.name };
      const kernel = await traced(this.#tracer, 'start kernel', attributes, () => this.#kernels.start(options));
      this.#tell('start', kernel.id, kernel.name);
      return kernel;
    } catch (error) {
      this.#tell('start', options.id, options.name, error as Error);
      throw error;
    }
  }

  shutdown(id: string): Promise<void> {
    return this.#doing('shutdown', id, () => this.#kernels.shutdown(id));
  }

  interrupt(id: string): Promise<void> {
    return this.#doing('interrupt', id, () => this.#kernels.interrupt(id));
  }

  restart(id: string): Promise<KernelModel> {
    return this.#doing('restart', id, () => this.#kernels.restart(id));
  }

  connect(id: string): Promise<(client: KernelClient) => KernelLine> {
    return this.#kernels.connect(id);
  }

  onGone(listener: (id: string) => void): Disposable {
    return this.#kernels.onGone(listener);
  }

  onStarted(listener: (id: string) => void): Disposable {
    return this.#kernels.onStarted(listener);
  }

  journal(id: string): KernelJournal | undefined {
    return this.#kernels.journal(id);
  }

  get ended(): readonly string[] {
    return this.#kernels.ended;
  }

  forget(id: string): Promise<void> {
    return this.#kernels.forget(id);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#kernels[Symbol.asyncDispose]();
  }

  async #doing<T>(action: Action, id: string, work: () => Promise<T>): Promise<T> {
    const name = this.#kernels.get(id)?.name;
    try {
      const result = await work();
      this.#tell(action, id, name);
      return result;
    } catch (error) {
      this.#tell(action, id, name, error as Error);
      throw error;
    }
  }

  #tell(action: Action, id: string | undefined, name: string | undefined, error?: Error): void {
    this.#report.tell({
      action,
      failed: error !== undefined,
      message: error ? error.message : `Kernel ${id ?? ''} ${done[action]}.`,
      id,
      name,
    });
  }
}
