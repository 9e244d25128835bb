import { type Events, kernelEvents } from '@himalia/contracts/events';
import type { KernelClient, KernelLine, KernelModel, Kernels, StartOptions } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';

type Action = 'start' | 'interrupt' | 'shutdown' | 'restart';

const done: Readonly<Record<Action, string>> = {
  start: 'was started',
  interrupt: 'was interrupted',
  shutdown: 'was shut down',
  restart: 'was restarted',
};

/** Tells subscribers of events what is done to kernels. */
export class ReportedKernels implements Kernels, AsyncDisposable {
  readonly #kernels: Kernels & AsyncDisposable;
  readonly #events: Events;
  readonly #log: Log;

  constructor(kernels: Kernels & AsyncDisposable, events: Events, log: Log) {
    this.#kernels = kernels;
    this.#events = events;
    this.#log = log;
    events.register(kernelEvents);
  }

  list(): readonly KernelModel[] {
    return this.#kernels.list();
  }

  get(id: string): KernelModel | undefined {
    return this.#kernels.get(id);
  }

  async start(options: StartOptions): Promise<KernelModel> {
    try {
      const kernel = await this.#kernels.start(options);
      this.#tell('start', kernel.id, kernel.name);
      return kernel;
    } catch (error) {
      this.#tell('start', options.id, options.name, error as Error);
      throw error;
    }
  }

  shutdown(id: string): Promise<void> {
    return this.#report('shutdown', id, () => this.#kernels.shutdown(id));
  }

  interrupt(id: string): Promise<void> {
    return this.#report('interrupt', id, () => this.#kernels.interrupt(id));
  }

  restart(id: string): Promise<KernelModel> {
    return this.#report('restart', id, () => this.#kernels.restart(id));
  }

  connect(id: string): Promise<(client: KernelClient) => KernelLine> {
    return this.#kernels.connect(id);
  }

  onGone(listener: (id: string) => void): Disposable {
    return this.#kernels.onGone(listener);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#kernels[Symbol.asyncDispose]();
  }

  async #report<T>(action: Action, id: string, work: () => Promise<T>): Promise<T> {
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
    try {
      this.#events.emit(kernelEvents.$id, {
        action,
        status: error ? 'error' : 'success',
        msg: error ? error.message : `Kernel ${id ?? ''} ${done[action]}.`,
        ...(id === undefined ? {} : { kernel_id: id }),
        ...(name === undefined ? {} : { kernel_name: name }),
      });
    } catch (problem) {
      this.#log.warn('event not sent', { action, error: (problem as Error).message });
    }
  }
}
