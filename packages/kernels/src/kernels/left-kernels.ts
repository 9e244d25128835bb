import type { KernelJournal, LeftKernels as Left, Provisioners, Recall } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import type { KernelHost } from '../host/kernel-host.ts';
import type { KernelRecord, KernelRecords } from '../records/kernel-records.ts';
import type { Recorder } from '../records/recorder.ts';
import { Retry } from '../records/retry.ts';
import type { EndedKernel } from './ended-kernel.ts';
import { KernelAdoption, type KernelParts } from './kernel-adoption.ts';
import type { RunningKernel } from './running-kernel.ts';

type LeftKernelsSetup = {
  readonly host: KernelHost;
  readonly provisioners: Provisioners;
  /** Where kernels are written down; undefined where they are not, and nothing is left. */
  readonly records: KernelRecords | undefined;
  readonly recorder: Recorder<KernelRecord> | undefined;
  /** See `LocalKernelsSetup`. */
  readonly holder: string | undefined;
  readonly log: Log;
  readonly make: (parts: KernelParts) => RunningKernel;
  /** Whether a kernel was started here, while what was left was not known yet. */
  readonly isOwn: (id: string) => boolean;
  readonly onAdopted: (kernel: RunningKernel) => void;
  readonly onEnded: (kernel: EndedKernel) => void;
  readonly onForgotten: (id: string) => void;
};

/** What servers before this one left, and what becomes of it. */
export class LeftKernels implements Left {
  readonly #setup: LeftKernelsSetup;
  readonly #ended = new Map<string, EndedKernel>();
  #elsewhere: readonly string[] = [];
  #recall: Retry | undefined;
  /** What others hold may be this server's. */
  #mayMiss = true;

  constructor(setup: LeftKernelsSetup) {
    this.#setup = setup;
  }

  /** Resolves after the first try: see `recall`. */
  async adopt(signal: AbortSignal): Promise<void> {
    const work = (): Promise<void> => this.#adopt();
    this.#recall = new Retry({ what: 'kernels of the last server', work, signal, log: this.#setup.log });
    await this.#recall.begun();
  }

  get recall(): Recall | undefined {
    const retry = this.#recall;
    if (!retry || retry.isDone) return undefined;
    return { done: retry.done, waitsFor: this.#mayMiss ? retry.problem : undefined };
  }

  get ended(): readonly string[] {
    return [...this.#ended.keys()];
  }

  get elsewhere(): readonly string[] {
    return this.#elsewhere;
  }

  /** Those that ended, as they are written down until they are forgotten. */
  get records(): readonly KernelRecord[] {
    return [...this.#ended.values()].map(({ record }) => record);
  }

  journal(id: string): KernelJournal | undefined {
    return this.#ended.get(id)?.journal;
  }

  async forget(id: string): Promise<void> {
    const kernel = this.#ended.get(id);
    if (!kernel) return;
    await kernel.forget();
    this.#ended.delete(id);
    this.#setup.onForgotten(id);
  }

  async #adopt(): Promise<void> {
    const { host, holder, recorder, isOwn, onAdopted, onEnded } = this.#setup;
    this.#mayMiss = true;
    const all = await this.#recorded();
    const others = all.filter(({ id }) => !isOwn(id) && !recorder?.knows(id));
    // A supervisor holds those without a holder, and only a server that asks it may have them.
    const found = others.filter((record) => holder === undefined || record.holder !== undefined);
    const taken = new Set<string>();
    for (const { record, kernel, ended } of await new KernelAdoption(this.#setup).adopt(found)) {
      if (!kernel && !ended) continue;
      taken.add(record.id);
      recorder?.know([record]);
      if (kernel) onAdopted(kernel);
      if (ended) this.#ended.set(record.id, ended);
      if (ended) onEnded(ended);
    }
    this.#elsewhere = others.map(({ id }) => id).filter((id) => !taken.has(id));
    await recorder?.write();
    await host.sweep(new Set(all.map(({ id }) => id)));
  }

  async #recorded(): Promise<readonly KernelRecord[]> {
    const { records, host } = this.#setup;
    try {
      return (await records?.list()) ?? [];
    } catch (error) {
      this.#mayMiss = (await host.held()).some(({ attached }) => !attached);
      throw error;
    }
  }
}
