import type { KernelJournal, KernelModel, LeftKernels as Left, Provisioners, Recall } from '@himalia/contracts/kernels';
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

/** One that could not be taken up yet, and why. */
type WaitingKernel = { readonly record: KernelRecord; readonly problem: string };

/** What servers before this one left, and what becomes of it. */
export class LeftKernels implements Left {
  readonly #setup: LeftKernelsSetup;
  readonly #ended = new Map<string, EndedKernel>();
  readonly #waiting = new Map<string, WaitingKernel>();
  #elsewhere: readonly string[] = [];
  #recall: Retry | undefined;
  /** What others hold may be this server's. */
  #mayMiss = true;

  constructor(setup: LeftKernelsSetup) {
    this.#setup = setup;
  }

  /** Resolves after the first try: see `recall`. */
  async adopt(signal: AbortSignal): Promise<void> {
    const work = (): Promise<void> => this.#adopt(signal);
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

  /** Those that wait, and those that ended, as they are written down until they are forgotten. */
  get records(): readonly KernelRecord[] {
    return [...this.#waiting.values(), ...this.#ended.values()].map(({ record }) => record);
  }

  /** Kernels that could not be taken up yet. They are tried again, and nothing can be asked of them until then. */
  get waiting(): readonly KernelModel[] {
    return [...this.#waiting.values()].map(modelOf);
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

  async #adopt(signal: AbortSignal): Promise<void> {
    const { host, holder, recorder, isOwn, log } = this.#setup;
    this.#mayMiss = true;
    const all = await this.#recorded();
    const others = all.filter(({ id }) => !isOwn(id) && !recorder?.knows(id));
    // A supervisor holds those without a holder, and only a server that asks it may have them.
    await this.#take(others.filter((record) => holder === undefined || record.holder !== undefined));
    this.#elsewhere = others.map(({ id }) => id).filter((id) => !recorder?.knows(id));
    await recorder?.write();
    await host.sweep(new Set(all.map(({ id }) => id)));
    await this.#tellOfStrangers().catch(() => undefined); // a hint: nothing hangs on it
    const work = (): Promise<void> => this.#takeWaiting();
    if (this.#waiting.size > 0) void new Retry({ what: 'kernels that could not be taken up', work, signal, log });
  }

  /** The database may have been lost, or full, since they were started. */
  async #tellOfStrangers(): Promise<void> {
    const { records, host, log } = this.#setup;
    const waiting = (await host.held()).filter(({ attached, exit }) => !attached && !exit).map(({ id }) => id);
    const strangers = (await records?.strange(waiting)) ?? [];
    const commands = '"himalia kernels list" shows them, "himalia kernels stop ID" ends one';
    if (strangers.length > 0)
      log.warn(`Kernels run that the database does not know, so no server takes them up; ${commands}.`, {
        kernels: strangers.join(),
      });
  }

  async #take(found: readonly KernelRecord[]): Promise<void> {
    const { recorder, onAdopted, onEnded, log } = this.#setup;
    for (const { record, kernel, ended, problem } of await new KernelAdoption(this.#setup).adopt(found)) {
      const { id } = record;
      const before = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (problem !== undefined) this.#waiting.set(id, { record, problem });
      if (problem !== undefined && problem !== before?.problem)
        log.error('kernel not taken up; it is tried again', { kernel: id, error: problem });
      if (kernel || ended || problem !== undefined) recorder?.know([record]);
      else recorder?.leave(id);
      if (kernel) onAdopted(kernel);
      if (ended) this.#ended.set(id, ended);
      if (ended) onEnded(ended);
    }
  }

  /** Rejects as long as there are any. */
  async #takeWaiting(): Promise<void> {
    await this.#take([...this.#waiting.values()].map(({ record }) => record));
    const [next] = this.#waiting.values();
    if (next) throw new Error(next.problem);
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

function modelOf({ record, problem }: WaitingKernel): KernelModel {
  return {
    id: record.id,
    name: record.spec.name,
    last_activity: new Date(record.lastActivity).toISOString().replace('Z', '000Z'),
    execution_state: 'unknown',
    connections: 0,
    reason: `It goes on, but this server could not take it up yet: ${problem}. It is tried again`,
  };
}
