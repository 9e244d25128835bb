import {
  type Contents,
  type ContentsClient,
  ContentsError,
  type ContentsKeeper,
  type Saved,
  type WireSave,
} from '@himalia/contracts/contents';
import type { Kernels } from '@himalia/contracts/kernels';
import type { Sessions } from '@himalia/contracts/sessions';
import type { Log } from '@himalia/core';
import { isObject } from '@himalia/protocol/nbformat';
import type { Execution } from './execution.ts';
import { KernelOutputs, type RecorderLimits } from './kernel-outputs.ts';
import { writeOutputs } from './notebook-writer.ts';
import { Turns } from './turns.ts';
import { UnseenOutputs } from './unseen-outputs.ts';
import { type Version, WrittenVersions } from './written-versions.ts';

export type OutputsRecorderParts = {
  readonly kernels: Kernels;
  readonly sessions: Sessions;
  readonly contents: Contents;
  /** False: nothing is written; it is only told what runs. */
  readonly enabled: boolean;
  readonly limits: RecorderLimits & {
    /** Between two writes of outputs that still come, in milliseconds. */
    readonly everyMs: number;
  };
  readonly log: Log;
};
/** A version of a notebook that a page shows. */
export type Shown = Partial<Version> & { readonly path: string };
export type Open = { readonly executions: readonly Execution[]; readonly now: Version | undefined };
type Recorded = { readonly recorder: KernelOutputs; paths: readonly string[]; soon: NodeJS.Timeout | undefined };

/** A page that reloads reads its notebook at once, which writes as well; others are written after this, in milliseconds. */
const soonMs = 500;

/** The numbers of the code cells in what a client saves. */
function countsOf({ model }: WireSave): ReadonlyMap<string, unknown> {
  const cells =
    isObject(model.content) && Array.isArray(model.content.cells) ? model.content.cells.filter(isObject) : [];
  return new Map(cells.map(({ id, execution_count }) => [String(id), execution_count ?? null]));
}

/** Writes outputs that no client keeps into their notebooks, and keeps saves from overwriting what was not seen. */
export class OutputsRecorder implements ContentsKeeper, AsyncDisposable {
  readonly #parts: OutputsRecorderParts;
  readonly #recorded = new Map<string, Recorded>();
  readonly #unseen = new UnseenOutputs();
  readonly #versions = new WrittenVersions();
  /** One write or save of a notebook at a time. */
  readonly #turns = new Turns();
  readonly #watching = new DisposableStack();

  constructor(parts: OutputsRecorderParts) {
    const { kernels, limits } = parts;
    this.#parts = parts;
    this.#watching.use(kernels.onStarted((id) => this.#follow(id)));
    this.#watching.use(kernels.onGone((id) => this.#leave(id)));
    this.#followAll();
    const timer = setInterval(() => this.#writeAll(), limits.everyMs);
    timer.unref();
    this.#watching.defer(() => clearInterval(timer));
  }

  /**
   * What a page that shows a version of the kernel's notebook does not have: what runs, and what was done and written since. `now`
   * is the file's version where it differs from the page's by nothing but these outputs.
   */
  async executions(kernel: string, shown: Shown): Promise<Open> {
    this.#followAll();
    const recorded = this.#recorded.get(kernel);
    if (!recorded) return { executions: [], now: undefined };
    const { recorder } = recorded;
    const all = await recorder.executions();
    const since = this.#versions.since(shown.path, shown);
    const executions = all.filter(
      (one) => one.state !== 'done' || recorder.isOrphan(one) || since?.cells.has(one.cellId),
    );
    return { executions, now: since?.now };
  }

  async beforeRead(path: string, client: ContentsClient): Promise<void> {
    const concerned = [...this.#recorded].filter(([id, recorded]) => this.#pathsOf(id, recorded).includes(path));
    await Promise.all(concerned.map(([id]) => this.#write(id, true)));
    this.#unseen.told(path, client);
  }

  async aroundSave(request: WireSave, save: () => Promise<Saved>): Promise<Saved> {
    return await this.#turns.take(request.path, async () => {
      this.#unseen.check(request);
      const saved = await save();
      this.#unseen.saved(request);
      this.#versions.forget(request.path);
      const counts = countsOf(request);
      for (const [id, recorded] of this.#recorded)
        if (this.#pathsOf(id, recorded).includes(request.path)) recorded.recorder.saved(counts);
      return saved;
    });
  }

  /** Writes what there is to write. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#watching.dispose();
    await Promise.all([...this.#recorded.keys()].map((id) => this.#write(id, true)));
    for (const id of [...this.#recorded.keys()]) this.#leave(id);
  }

  #followAll(): void {
    for (const { id } of this.#parts.kernels.list()) this.#follow(id);
  }

  #follow(id: string): void {
    const journal = this.#parts.kernels.journal(id);
    if (!journal || this.#recorded.has(id)) return;
    const recorder = new KernelOutputs({
      journal,
      limits: this.#parts.limits,
      savedAt: () => this.#savedAt(id),
      nudged: () => this.#soon(id),
      begun: (cellId) => this.#begun(id, cellId),
    });
    this.#recorded.set(id, { recorder, paths: [], soon: undefined });
    journal.beforeEnd(() => this.#write(id, true));
  }

  #begun(id: string, cellId: string): void {
    this.#unseen.superseded(cellId);
    const recorded = this.#recorded.get(id);
    if (recorded) this.#pathsOf(id, recorded);
  }

  #leave(id: string): void {
    const recorded = this.#recorded.get(id);
    clearTimeout(recorded?.soon);
    recorded?.recorder[Symbol.dispose]();
    this.#recorded.delete(id);
  }

  /** Its notebooks. Those of a session that just went are remembered: its kernel may still have something to be written. */
  #pathsOf(id: string, recorded: Recorded): readonly string[] {
    const now = this.#parts.sessions.list().filter(({ kernel, type }) => kernel.id === id && type === 'notebook');
    if (now.length > 0) recorded.paths = now.map(({ path }) => path);
    return recorded.paths;
  }

  async #savedAt(id: string): Promise<number> {
    const recorded = this.#recorded.get(id);
    const paths = recorded ? this.#pathsOf(id, recorded) : [];
    const times = paths.map(async (path) => {
      const { last_modified } = await this.#parts.contents.read(path, { content: false });
      return Date.parse(last_modified);
    });
    return Math.max(0, ...(await Promise.all(times.map((time) => time.catch(() => 0)))));
  }

  #soon(id: string): void {
    const recorded = this.#recorded.get(id);
    if (!recorded || recorded.soon) return;
    recorded.soon = setTimeout(() => {
      recorded.soon = undefined;
      void this.#write(id, false);
    }, soonMs);
    recorded.soon.unref();
  }

  #writeAll(): void {
    this.#followAll();
    for (const id of this.#recorded.keys()) void this.#write(id, false);
  }

  /** Never rejects: what could not be written is tried again. */
  async #write(id: string, reading: boolean): Promise<void> {
    if (!this.#parts.enabled) return;
    await this.#turns.take(`kernel ${id}`, async () => {
      const recorded = this.#recorded.get(id);
      const paths = recorded ? this.#pathsOf(id, recorded) : [];
      if (!recorded || paths.length === 0) return;
      try {
        const { cells, written } = await recorded.recorder.collect(reading);
        for (const path of cells.length > 0 ? paths : []) await this.#writeInto(path, cells);
        written();
      } catch (error) {
        const { message } = error as Error;
        this.#parts.log.warn('outputs not written into the notebook', { kernel: id, problem: message });
      }
    });
  }

  async #writeInto(path: string, cells: Parameters<typeof writeOutputs>[2]): Promise<void> {
    await this.#turns.take(path, async () => {
      try {
        const { present, change } = await writeOutputs(this.#parts.contents, path, cells);
        const those = cells.filter(({ cellId }) => present.has(cellId));
        this.#unseen.written(path, those);
        const ids = those.map(({ cellId }) => cellId);
        if (change) this.#versions.wrote(path, change.before, change.after, ids);
      } catch (error) {
        // Whoever removed the notebook gave its outputs up.
        if (!(error instanceof ContentsError) || error.code !== 'not_found') throw error;
      }
    });
  }
}
