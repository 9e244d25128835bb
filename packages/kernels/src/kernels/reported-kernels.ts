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
import type { Action, KernelReport } from './kernel-report.ts';

const done: Readonly<Record<Action, string>> = {
  start: 'was started',
  interrupt: 'was interrupted',
  shutdown: 'was shutdown',
  restart: 'was restarted',
};

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

  get elsewhere(): readonly string[] {
    return this.#kernels.elsewhere;
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
