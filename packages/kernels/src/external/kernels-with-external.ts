import {
  type KernelClient,
  KernelError,
  type KernelJournal,
  type KernelLine,
  type KernelModel,
  type Kernels,
  type StartOptions,
} from '@himalia/contracts/kernels';
import { connectClient } from '../connection/connect-client.ts';
import type { KernelConnection } from '../connection/kernel-connection.ts';
import type { LocalKernels } from '../kernels/local-kernels.ts';
import type { ExternalKernels } from './external-kernels.ts';

/** The server's own kernels, and those that others started. */
export class KernelsWithExternal implements Kernels, AsyncDisposable {
  readonly #own: LocalKernels;
  readonly #external: ExternalKernels;
  readonly #gone = new Set<(id: string) => void>();

  /** `external` gets what is to be called when one of them left. */
  constructor(own: LocalKernels, external: (onGone: (id: string) => void) => ExternalKernels) {
    this.#own = own;
    this.#external = external((id) => {
      for (const listener of this.#gone) listener(id);
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

  get(id: string): KernelModel | undefined {
    return this.#external.get(id)?.model ?? this.#own.get(id);
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
    this.#gone.add(listener);
    const own = this.#own.onGone(listener);
    return {
      [Symbol.dispose]: () => {
        this.#gone.delete(listener);
        own[Symbol.dispose]();
      },
    };
  }

  /** Of the server's own; those of others are found in the list. */
  onStarted(listener: (id: string) => void): Disposable {
    return this.#own.onStarted(listener);
  }

  journal(id: string): KernelJournal | undefined {
    return this.#external.get(id)?.connection.record ?? this.#own.journal(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#external[Symbol.asyncDispose]();
    await this.#own[Symbol.asyncDispose]();
  }
}
