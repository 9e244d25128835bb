import { join } from 'node:path';
import type { Command, ConnectionInfo, HeldProcess } from '@himalia/contracts/kernels';
import type { JournalLimits } from '../journal/journal.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { HeldKernel } from './held-kernel.ts';
import type { HeldModel, KernelFeed, KernelHost } from './kernel-host.ts';
import { startProcess } from './local-process.ts';

export type LocalHostOptions = {
  /** Folder of the journals, one folder a kernel. */
  readonly journals: string;
  readonly limits: JournalLimits;
};

/** Holds kernels in this process; they end with it. */
export class LocalHost implements KernelHost {
  readonly #options: LocalHostOptions;
  readonly #held = new Map<string, HeldKernel>();

  constructor(options: LocalHostOptions) {
    this.#options = options;
  }

  spawn(command: Command): Promise<HeldProcess> {
    return startProcess(command);
  }

  async hold(id: string, connection: ConnectionInfo): Promise<KernelFeed> {
    const known = this.#held.get(id);
    if (known) return known;
    const { journals, limits } = this.#options;
    const kernel = new HeldKernel(connection, new JournalWriter(join(journals, id), limits), () => {
      this.#held.delete(id);
    });
    this.#held.set(id, kernel);
    return kernel;
  }

  async held(): Promise<readonly HeldModel[]> {
    return [...this.#held].map(([id, { connection }]) => ({ id, connection }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#held.values()].map((kernel) => kernel.end()));
  }
}
