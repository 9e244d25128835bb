import type { Command, ConnectionInfo, HeldProcess } from '@himalia/contracts/kernels';
import { HeldKernel } from '../feed/held-kernel.ts';
import type { HeldModel } from '../feed/held-model.ts';
import { type HeldPlaces, heldPlaces, removeHeld } from '../feed/held-places.ts';
import type { KernelFeed, KernelRemains } from '../feed/kernel-feed.ts';
import { LeftJournal } from '../feed/left-journal.ts';
import { BodyArena } from '../journal/body-arena.ts';
import type { JournalLimits } from '../journal/journal.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { KernelProcesses } from '../processes/kernel-processes.ts';
import type { KernelHost, ProcessName } from './kernel-host.ts';
import { claim, sweepLeft } from './sweep-left.ts';
import { withParent } from './with-parent.ts';

type LocalHostOptions = {
  /** Where journals and outputs lie. */
  readonly folder: string;
  readonly limits: JournalLimits;
};

/** Holds kernels in this process; they end with it. */
export class LocalHost implements KernelHost {
  readonly #limits: JournalLimits;
  readonly #places: HeldPlaces;
  readonly #processes: KernelProcesses;
  readonly #arena = new BodyArena();
  readonly #held = new Map<string, HeldKernel>();

  constructor({ folder, limits }: LocalHostOptions) {
    this.#limits = limits;
    this.#places = heldPlaces(folder);
    this.#processes = new KernelProcesses(this.#places.outputs);
  }

  spawn({ kernelId, argv, cwd, env }: Command): Promise<HeldProcess> {
    return this.#processes.spawn(kernelId, { argv, cwd, env: withParent(env, process.pid) });
  }

  adopt(id: string, { pid, startTime }: ProcessName): Promise<HeldProcess | undefined> {
    return this.#processes.adopt(id, pid, startTime);
  }

  async hold(id: string, connection: ConnectionInfo): Promise<KernelFeed> {
    const known = this.#held.get(id);
    if (known) return known;
    const journal = this.#places.journal(id);
    // Before its sockets open: whoever awaits this listens before they are read.
    await claim(journal);
    const kernel = new HeldKernel(connection, new JournalWriter(journal, this.#limits), this.#arena, () => {
      this.#held.delete(id);
    });
    this.#held.set(id, kernel);
    return kernel;
  }

  leftBy(id: string): KernelRemains {
    return new LeftJournal(this.#places.journal(id), this.#limits);
  }

  sweep(known: ReadonlySet<string>): Promise<void> {
    return sweepLeft(this.#places, known, this.#limits.ageMs);
  }

  clear(id: string): Promise<void> {
    return removeHeld(this.#places, id);
  }

  async held(): Promise<readonly HeldModel[]> {
    return [...this.#held].map(([id, { connection }]) => ({ id, connection, attached: true }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#held.values()].map((kernel) => kernel.end()));
  }
}
