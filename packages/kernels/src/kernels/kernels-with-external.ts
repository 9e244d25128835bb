import {
  type KernelClient,
  KernelError,
  type KernelJournal,
  type KernelLine,
  type KernelModel,
  type Kernels,
  type Recall,
  type StartOptions,
} from '@himalia/contracts/kernels';
import { connectClient } from '../connection/connect-client.ts';
import type { KernelConnection } from '../connection/kernel-connection.ts';
import type { ExternalKernels, ExternalSetup } from '../external/external-kernels.ts';
import { Listeners } from '../feed/listeners.ts';
import type { LocalKernels } from './local-kernels.ts';

type ExternalEvents = Pick<ExternalSetup, 'onStarted' | 'onGone'>;

/** The server's own kernels, and those that others started. */
export class KernelsWithExternal implements Kernels, AsyncDisposable {
  readonly #own: LocalKernels;
  readonly #external: ExternalKernels;
  readonly #gone = new Listeners<string>();
  readonly #started = new Listeners<string>();

  /** `external` gets what is to be called when one of them came or left. */
  constructor(own: LocalKernels, external: (events: ExternalEvents) => ExternalKernels) {
    this.#own = own;
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

  get recall(): Recall | undefined {
    return this.#own.recall;
  }

  list(): readonly KernelModel[] {
    return [...this.#own.list(), ...this.#external.list().map(({ model }) => model)];
  }

  get(id: string): KernelModel | undefined {
    return this.#external.get(id)?.model ?? this.#own.get(id);
  }

  folder(id: string): string | undefined {
    return this.#own.folder(id);
  }

  async start(options: StartOptions): Promise<KernelModel> {
    if (options.id !== undefined && this.#external.get(options.id)) {
      throw new KernelError('exists', `Kernel already exists: ${options.id}`);
    }
    return this.#own.start(options);
  }

  async shutdown(id: string): Promise<void> {
    if (this.#external.get(id)) await this.#external.forget(id);
    else await this.#own.shutdown(id);
  }

  async interrupt(id: string): Promise<void> {
    const kernel = this.#external.get(id);
    if (kernel) kernel.interrupt();
    else await this.#own.interrupt(id);
  }

  async restart(id: string): Promise<KernelModel> {
    return this.#external.get(id)?.restart() ?? this.#own.restart(id);
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

  get ended(): readonly string[] {
    return this.#own.ended;
  }

  forget(id: string): Promise<void> {
    return this.#own.forget(id);
  }

  get elsewhere(): readonly string[] {
    return this.#own.elsewhere;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#external[Symbol.asyncDispose]();
    await this.#own[Symbol.asyncDispose]();
  }
}
