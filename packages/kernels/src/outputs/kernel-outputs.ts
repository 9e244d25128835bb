import type { KernelClientEvent, KernelJournal } from '@himalia/contracts/kernels';
import { Attendances } from './attendance.ts';
import type { Execution } from './execution.ts';
import { ExecutionIndex } from './execution-index.ts';
import type { CellContent } from './notebook-writer.ts';
import { OutputsReader, type Tracked } from './outputs-reader.ts';

/** Read from the journal at a time. */
const portionBytes = 1024 * 1024;

export type RecorderLimits = {
  /** How long a client whose connection was cut may take to come back, in milliseconds. */
  readonly graceMs: number;
  /** Characters of output kept for one cell. */
  readonly cellCharacters: number;
};
export type RecorderParts = {
  readonly journal: KernelJournal;
  readonly limits: RecorderLimits;
  /** When the kernel's notebook was saved last, in milliseconds since 1970. */
  readonly savedAt: () => Promise<number>;
  /** Something may be to be written soon. */
  readonly nudged: () => void;
  /** A cell is executed, so what it showed before is over. */
  readonly begun: (cellId: string) => void;
};
/** Cells to be written, and what is to be called when they are: those that have no cell any more are given up. */
export type Pending = { readonly cells: readonly CellContent[]; readonly written: () => void };

/** What one kernel's clients left behind: whose outputs are nobody's, and what they are. */
export class KernelOutputs implements Disposable {
  readonly #parts: RecorderParts;
  readonly #index = new ExecutionIndex();
  readonly #attendances: Attendances;
  readonly #reader: OutputsReader;
  readonly #watching = new DisposableStack();
  /** Settles when what was said before is known. */
  readonly ready: Promise<void>;
  /** Messages up to here are in the index; undefined while those of a former server are read. */
  #indexed: number | undefined;
  /** The version that lies in the notebook, by message; `done` when it was whole. */
  readonly #inFile = new Map<string, { readonly version: number; readonly done: boolean }>();

  constructor(parts: RecorderParts) {
    const { journal, limits } = parts;
    this.#parts = parts;
    this.#attendances = new Attendances(limits.graceMs);
    this.#reader = new OutputsReader(journal, (id) => this.#index.get(id), limits.cellCharacters);
    this.#watching.use(journal.onClient((event) => this.#client(event)));
    this.#watching.use(
      journal.onProgress((message) => {
        if (this.#indexed === undefined || message.sequence <= this.#indexed) return;
        this.#indexed = message.sequence;
        for (const execution of this.#index.take(message)) this.#progress(execution);
      }),
    );
    this.ready = this.#catchUp();
  }

  /** The last of each cell, in the order in which they were asked. */
  async executions(): Promise<readonly Execution[]> {
    await this.ready;
    return this.#index.list();
  }

  /** Whether its outputs are still to be written, because its client left. */
  isOrphan(execution: Execution): boolean {
    return !execution.settled && this.#isLeft(execution, true);
  }

  /** Whether `collect` may find something; false is certain. What is there to be forgotten is forgotten. */
  mayHaveOrphans(reading: boolean): boolean {
    if (this.#indexed === undefined || this.#orphans(reading).length > 0) return true;
    this.#forget();
    return false;
  }

  /** Whether something is whole that no client keeps. */
  get hasWhole(): boolean {
    return this.#orphans(false).some(({ state }) => state === 'done');
  }

  /** The outputs that no client keeps. `reading`: somebody reads the notebook now, so no client is waited for. */
  async collect(reading: boolean): Promise<Pending> {
    await this.ready;
    const orphans = this.#orphans(reading);
    for (const execution of orphans) this.#reader.track(execution);
    if (orphans.length === 0) this.#forget();
    // What is done while it is read is whole the next time.
    const done = new Set(orphans.filter(({ state }) => state === 'done'));
    const found = (await this.#reader.read()).filter((tracked) => this.#isNew(tracked, reading, done));
    const cells = found.map(({ execution, outputs }) => ({
      cellId: execution.cellId,
      code: execution.code,
      outputs: outputs.outputs(),
      // Front ends show the number when all is done, and none where that never came.
      executionCount: execution.state === 'done' && execution.replied ? (outputs.executionCount ?? null) : null,
    }));
    const versions = found.map(({ execution, version }) => ({ execution, version, done: done.has(execution) }));
    const written = (): void => {
      for (const { execution, ...version } of versions) this.#inFile.set(execution.messageId, version);
      for (const execution of done) execution.settled = true;
    };
    return { cells, written };
  }

  /** A client saved cells with these numbers. Where they are those of the executions, it has the outputs. */
  saved(counts: ReadonlyMap<string, unknown>): void {
    for (const execution of this.#index.list()) {
      const { state, cellId, count } = execution;
      if (state === 'done' && counts.has(cellId) && (count === null || counts.get(cellId) === count))
        execution.settled = true;
    }
  }

  [Symbol.dispose](): void {
    this.#watching.dispose();
  }

  /** What was asked and never begun leaves its cell as it is. */
  #orphans(reading: boolean): Execution[] {
    return this.#index.list().filter((execution) => {
      if (execution.settled || execution.state === 'queued') return false;
      return this.#isLeft(execution, reading);
    });
  }

  #isLeft(execution: Execution, reading: boolean): boolean {
    const attendance = this.#attendances.of(execution);
    return attendance !== 'present' && (attendance !== 'cut' || reading);
  }

  #isNew({ execution, version }: Tracked, reading: boolean, done: ReadonlySet<Execution>): boolean {
    if (!this.#isLeft(execution, reading)) return false;
    const before = this.#inFile.get(execution.messageId);
    return before?.version !== version || (done.has(execution) && !before.done);
  }

  #forget(): void {
    this.#reader.forget();
    this.#inFile.clear();
  }

  #client(event: KernelClientEvent): void {
    this.#attendances.take(event);
    if (event.type !== 'left') return;
    // Who closes at will has had its say about what was done by then.
    for (const execution of this.#index.list()) {
      if (execution.state === 'done' && this.#attendances.of(execution) === 'closed') execution.settled = true;
    }
    this.#parts.nudged();
  }

  #progress(execution: Execution): void {
    if (execution.state === 'queued') this.#parts.begun(execution.cellId);
    else if (this.#isLeft(execution, false)) this.#parts.nudged();
  }

  /** After a restart of the server the journal is all there is. What was done before the last save is in the notebook. */
  async #catchUp(): Promise<void> {
    const { journal, savedAt, nudged } = this.#parts;
    let next = 1;
    while (next <= journal.head) {
      const portion = await journal.read(next, portionBytes).catch(() => undefined);
      if (!portion || portion.next <= next) break;
      for (const message of portion.messages) this.#index.take(message);
      next = portion.next;
    }
    this.#indexed = journal.head;
    if (next === 1) return;
    const saved = await savedAt();
    for (const execution of this.#index.list()) {
      if (execution.state === 'done' && execution.doneAt <= saved) execution.settled = true;
    }
    nudged();
  }
}
