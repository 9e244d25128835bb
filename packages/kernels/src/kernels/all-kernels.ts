import { randomUUID } from 'node:crypto';
import {
  type KernelClient,
  KernelError,
  type KernelJournal,
  type KernelLine,
  type KernelModel,
  type Kernels,
  type LeftKernels,
  type StartOptions,
} from '@himalia/contracts/kernels';
import { connectClient } from '../connection/connect-client.ts';
import type { KernelConnection } from '../connection/kernel-connection.ts';
import type { ExternalKernels, ExternalSetup } from '../external/external-kernels.ts';
import { Listeners } from '../feed/listeners.ts';
import { checkRecall } from './kernel-errors.ts';
import type { KernelReport } from './kernel-report.ts';
import type { LocalKernels } from './local-kernels.ts';

type ExternalEvents = Pick<ExternalSetup, 'onStarted' | 'onGone'>;

/** The server's own kernels, and those that others started. Reports what somebody does to them. */
export class AllKernels implements Kernels, AsyncDisposable {
  readonly #own: LocalKernels;
  readonly #report: KernelReport;
  readonly #external: ExternalKernels;
  readonly #gone = new Listeners<string>();
  readonly #started = new Listeners<string>();

  /** `external` gets what is to be called when one of them came or left. */
  constructor(own: LocalKernels, external: (events: ExternalEvents) => ExternalKernels, report: KernelReport) {
    this.#own = own;
    this.#report = report;
    own.onGone((id) => this.#gone.emit(id));
    own.onStarted((id) => this.#started.emit(id));
    this.#external = external({
      onStarted: (id) => this.#started.emit(id),
      onGone: (id) => this.#gone.emit(id),
    });
  }

  /** Looks for connection files that came or went. */
  refresh(): Promise<void> {
    return this.#external.refresh();
  }

  find(id: string): { readonly model: KernelModel; readonly connection: KernelConnection } {
    return this.#external.get(id) ?? this.#own.find(id);
  }

  /** What is known of a kernel, also of one that just died; throws as `find`. */
  modelOf(id: string): KernelModel {
    return this.#external.get(id)?.model ?? this.#own.modelOf(id);
  }

  list(): readonly KernelModel[] {
    return [...this.#own.list(), ...this.#external.list().map(({ model }) => model)];
  }

  get left(): LeftKernels {
    return this.#own.left;
  }

  get(id: string): KernelModel | undefined {
    return this.#external.get(id)?.model ?? this.#own.get(id);
  }

  folder(id: string): string | undefined {
    return this.#own.folder(id);
  }

  start(options: StartOptions): Promise<KernelModel> {
    const id = options.id ?? randomUUID();
    const start = async (): Promise<KernelModel> => {
      // What the server before this one left may have an id that somebody chose.
      if (options.id !== undefined) checkRecall(this.left.recall);
      if (this.#external.get(id)) throw new KernelError('exists', `Kernel already exists: ${id}`);
      return await this.#own.start({ ...options, id });
    };
    return this.#report.doing('start', { ...options, id }, start, (kernel) => kernel);
  }

  shutdown(id: string): Promise<void> {
    return this.#report.doing('shutdown', this.#named(id), async () =>
      this.#external.get(id) ? this.#external.forget(id) : this.#own.shutdown(id),
    );
  }

  interrupt(id: string): Promise<void> {
    return this.#report.doing('interrupt', this.#named(id), async () =>
      (this.#external.get(id) ?? this.#own).interrupt(id),
    );
  }

  restart(id: string): Promise<KernelModel> {
    return this.#report.doing('restart', this.#named(id), async () =>
      (this.#external.get(id) ?? this.#own).restart(id),
    );
  }

  async connect(id: string): Promise<(client: KernelClient) => KernelLine> {
    const kernel = this.#external.get(id);
    if (!kernel) return this.#own.connect(id);
    await kernel.connection.settled();
    return (client) => connectClient(kernel.connection, client);
  }

  onGone(listener: (id: string) => void): Disposable {
    return this.#gone.add(listener);
  }

  onStarted(listener: (id: string) => void): Disposable {
    return this.#started.add(listener);
  }

  journal(id: string): KernelJournal | undefined {
    return this.#external.get(id)?.connection.record ?? this.#own.journal(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#external[Symbol.asyncDispose]();
    await this.#own[Symbol.asyncDispose]();
  }

  #named(id: string): { readonly id: string; readonly name: string | undefined } {
    return { id, name: this.get(id)?.name };
  }
}
