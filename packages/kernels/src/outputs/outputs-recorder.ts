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

type OutputsRecorderParts = {
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
type Recorded = {
  readonly outputs: KernelOutputs;
  /** Its notebooks, as the sessions said it last. */
  paths: readonly string[];
  soon: NodeJS.Timeout | undefined;
  /** No earlier than this it is written while it runs, in milliseconds of `performance.now`. */
  rests: number;
};

/** A page that reloads reads its notebook at once, which writes as well; others are written after this, in milliseconds. */
const soonMs = 500;

/** A large notebook is written so seldom that no more than one part in so many of the time goes into it. */
const share = 20;

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
    void this.#writeEnded();
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
    const { outputs } = recorded;
    const all = await outputs.executions();
    const since = this.#versions.since(shown.path, shown);
    const executions = all.filter(
      (one) => one.state !== 'done' || outputs.isOrphan(one) || since?.cells.has(one.cellId),
    );
    return { executions, now: since?.now };
  }

  async beforeRead(path: string, client: ContentsClient): Promise<void> {
    await Promise.all(this.#recordedAt(path).map(([id]) => this.#write(id, true)));
    this.#unseen.told(path, client);
  }

  async aroundSave(request: WireSave, save: () => Promise<Saved>): Promise<Saved> {
    return await this.#turns.take(request.path, async () => {
      this.#unseen.check(request);
      const saved = await save();
      this.#unseen.saved(request);
      this.#versions.forget(request.path);
      const counts = countsOf(request);
      for (const [, { outputs }] of this.#recordedAt(request.path)) outputs.saved(counts);
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
    const { kernels } = this.#parts;
    for (const id of [...kernels.list().map((kernel) => kernel.id), ...kernels.left.ended]) this.#follow(id);
  }

  #follow(id: string): void {
    const journal = this.#parts.kernels.journal(id);
    if (!journal || this.#recorded.has(id)) return;
    const outputs = new KernelOutputs({
      journal,
      limits: this.#parts.limits,
      savedAt: () => this.#savedAt(id),
      nudged: () => this.#soon(id),
      begun: (cellId) => this.#begun(cellId),
    });
    this.#recorded.set(id, { outputs, paths: [], soon: undefined, rests: 0 });
    journal.beforeEnd(async () => void (await this.#write(id, true)));
    // What was asked meanwhile did not tell that it began.
    void outputs.ready.then(() => this.#learnPaths());
  }

  #begun(cellId: string): void {
    this.#unseen.superseded(cellId);
    this.#learnPaths();
  }

  #leave(id: string): void {
    const recorded = this.#recorded.get(id);
    clearTimeout(recorded?.soon);
    recorded?.outputs[Symbol.dispose]();
    this.#recorded.delete(id);
  }

  /** Those of a session that just went are remembered: its kernel may still have something to be written. */
  #learnPaths(): void {
    for (const [id, paths] of this.#parts.sessions.notebooks()) {
      const recorded = this.#recorded.get(id);
      if (recorded) recorded.paths = paths;
    }
  }

  #recordedAt(path: string): [id: string, recorded: Recorded][] {
    this.#learnPaths();
    return [...this.#recorded].filter(([, { paths }]) => paths.includes(path));
  }

  async #savedAt(id: string): Promise<number> {
    this.#learnPaths();
    const paths = this.#recorded.get(id)?.paths ?? [];
    const times = paths.map(async (path) => {
      const { last_modified } = await this.#parts.contents.read(path, { content: false });
      const time = Date.parse(last_modified);
      return time > Date.now() ? 0 : time; // the clock was set back since, and nobody knows what came before what
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

  /** What kernels said that ended while no server ran is kept no longer than it is needed here. */
  async #writeEnded(): Promise<void> {
    const { kernels, sessions } = this.#parts;
    if (sessions.recall) return; // its notebook is not known yet
    for (const id of kernels.left.ended) if (await this.#write(id, true)) await kernels.left.forget(id);
  }

  #writeAll(): void {
    this.#followAll();
    void this.#writeEnded();
    const now = performance.now();
    for (const [id, { rests, outputs }] of this.#recorded)
      if (rests <= now || outputs.hasWhole) void this.#write(id, false);
  }

  /** Never rejects. Answers false where it failed, and is to be tried again. */
  async #write(id: string, reading: boolean): Promise<boolean> {
    if (!this.#parts.enabled) return true;
    return await this.#turns.take(`kernel ${id}`, async () => {
      const recorded = this.#recorded.get(id);
      if (!recorded?.outputs.mayHaveOrphans(reading)) return true;
      this.#learnPaths();
      if (recorded.paths.length === 0) return true;
      const began = performance.now();
      const done = await this.#writeOutputs(recorded, reading).catch((error: Error) => {
        this.#parts.log.warn('outputs not written into the notebook', { kernel: id, problem: error.message });
        return false;
      });
      const now = performance.now();
      recorded.rests = now + (now - began) * share;
      return done;
    });
  }

  async #writeOutputs({ outputs, paths }: Recorded, reading: boolean): Promise<boolean> {
    const { cells, written } = await outputs.collect(reading);
    for (const path of cells.length > 0 ? paths : []) await this.#writeInto(path, cells);
    written();
    return true;
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
