import type { ConnectionInfo, HeldProcess } from '@himalia/contracts/kernels';
import { createLog } from '@himalia/core';
import type { HeldModel } from './feed/held-model.ts';
import type { KernelFeed } from './feed/kernel-feed.ts';
import { serverMessage } from './feed/server-messages.ts';
import { SupervisedHost } from './host/supervised-host.ts';
import { messagesOf } from './journal/block-body.ts';
import { endKernel } from './kernels/end-kernel.ts';
import { clearConnectionFile, connectionFile } from './provisioners/connection-file.ts';
import { findSupervisor } from './supervisor/connect-supervisor.ts';

/** Journals that exist go on as they are; nothing new is written by a command. */
const limits = { bytes: 1024 * 1024 * 1024, ageMs: 0 };

export type { HeldModel } from './feed/held-model.ts';
export type { KernelFeed } from './feed/kernel-feed.ts';

/** The kernels that the supervisor of a runtime folder holds, for the command line. */
export class HeldKernels implements AsyncDisposable {
  readonly #host: SupervisedHost;
  readonly #runtime: string;

  private constructor(host: SupervisedHost, runtime: string) {
    this.#host = host;
    this.#runtime = runtime;
  }

  /** Undefined: no supervisor runs, so it holds none. */
  static async find(runtime: string): Promise<HeldKernels | undefined> {
    const socket = await findSupervisor(runtime);
    socket?.destroy();
    const log = createLog({ level: 'error', format: 'text' });
    return socket && new HeldKernels(new SupervisedHost({ runtime, limits, keep: true, log }), runtime);
  }

  async list(): Promise<readonly HeldModel[]> {
    return await this.#host.held();
  }

  /** Takes the lease of a kernel that no server has. Rejects when one has it. */
  async open({ id, connection }: HeldModel): Promise<KernelFeed> {
    return await this.#host.hold(id, known(connection));
  }

  /** Every message of a kernel from now on, as header, parent header, metadata, content, buffers. */
  listen(feed: KernelFeed, listener: (parts: readonly Buffer[]) => void): Disposable {
    return feed.onBlock((block) => {
      if (block.kind === 'request') return;
      for (const { parts } of messagesOf(block)) listener(parts);
    });
  }

  async interrupt(kernel: HeldModel): Promise<void> {
    (await this.#process(kernel))?.signal('SIGINT');
  }

  /** Ends a kernel that no server has: by asking, then by SIGTERM, then by SIGKILL. */
  async stop(kernel: HeldModel, limitMs: number): Promise<void> {
    const { id } = kernel;
    const feed = await this.open(kernel);
    const process = await this.#process(kernel);
    if (process) {
      const ask = (): void => void feed.send('control', serverMessage('shutdown_request', { restart: false }).parts);
      await endKernel({ process, interrupt: async () => process.signal('SIGINT'), ask, limitMs });
    }
    await feed.end();
    await this.#host.clear(id);
    await clearConnectionFile(connectionFile(this.#runtime, id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host[Symbol.asyncDispose]();
  }

  async #process({ id, pid, startTime }: HeldModel): Promise<HeldProcess | undefined> {
    if (pid === undefined || startTime === undefined) return undefined;
    return await this.#host.adopt(id, { pid, startTime });
  }
}

function known(connection: ConnectionInfo | undefined): ConnectionInfo {
  if (!connection) throw new Error('its sockets were never opened');
  return connection;
}
