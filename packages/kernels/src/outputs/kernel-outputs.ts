import type { JournalMessage, KernelClientEvent, KernelJournal } from '@himalia/contracts/kernels';
import { Attendances } from './attendance.ts';
import { type Execution, isSettled } from './execution.ts';
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
type RecorderParts = {
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
    const executions = {
      find: (id: string) => this.#index.get(id),
      late: (message: JournalMessage, id: string) =>
        this.#index.takeOutput(message, id).find((one) => this.#isLeft(one, false)),
    };
    this.#reader = new OutputsReader(journal, executions, limits.cellCharacters);
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
    return !isSettled(execution) && this.#isLeft(execution, true);
  }

  /** Whether `collect` may find something; false is certain. What is there to be forgotten is forgotten. */
  mayHaveOrphans(reading: boolean): boolean {
    if (this.#indexed === undefined || this.#mayBeLate || this.#orphans(reading).length > 0) return true;
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
    const { head } = this.#parts.journal;
    const all = await this.#reader.read(this.#mayBeLate);
    const tracked = all.filter(({ execution }) => this.#isLeft(execution, reading));
    // What is done while it is read is whole the next time.
    const isWhole = ({ state, last }: Execution): boolean => state === 'done' && last <= head;
    const found = tracked.filter((one) => this.#isNew(one, isWhole(one.execution)));
    const cells = found.map(({ execution, outputs }) => ({
      cellId: execution.cellId,
      code: execution.code,
      outputs: outputs.outputs(),
      // Front ends show the number when all is done, and none where that never came.
      executionCount: execution.state === 'done' && execution.replied ? (outputs.executionCount ?? null) : null,
      showing: execution.settledTo > 0 ? execution.count : undefined,
    }));
    const versions = found.map(({ execution, version }) => ({ execution, version, done: isWhole(execution) }));
    const written = (): void => {
      for (const { execution, ...version } of versions) this.#inFile.set(execution.messageId, version);
      for (const { execution } of tracked) if (isWhole(execution)) execution.settledTo = head;
    };
    return { cells, written };
  }

  /** A client saved cells with these numbers. Where they are those of the executions, it has the outputs. */
  saved(counts: ReadonlyMap<string, unknown>): void {
    for (const execution of this.#index.list()) {
      const { state, cellId, count } = execution;
      if (state === 'done' && counts.has(cellId) && (count === null || counts.get(cellId) === count))
        execution.settledTo = this.#parts.journal.head;
    }
  }

  [Symbol.dispose](): void {
    this.#watching.dispose();
  }

  /** What was asked and never begun leaves its cell as it is. */
  #orphans(reading: boolean): Execution[] {
    return this.#index.list().filter((execution) => {
      if (isSettled(execution) || execution.state === 'queued') return false;
      return this.#isLeft(execution, reading);
    });
  }

  #isLeft(execution: Execution, reading: boolean): boolean {
    const attendance = this.#attendances.of(execution);
    return attendance !== 'present' && (attendance !== 'cut' || reading);
  }

  /** Nobody is there who shows what a cell has to say when it is done; who comes reads it in the notebook. */
  get #mayBeLate(): boolean {
    return this.#attendances.nobody && this.#reader.behind;
  }

  #isNew({ execution, version }: Tracked, done: boolean): boolean {
    const before = this.#inFile.get(execution.messageId);
    return before?.version !== version || (done && !before.done);
  }

  /** Cells that say something now and then while nobody is there are not read anew each time. */
  #forget(): void {
    const { nobody } = this.#attendances;
    this.#reader.forget(({ late }) => late && nobody);
    for (const id of this.#inFile.keys()) if (!nobody || !this.#index.get(id)?.late) this.#inFile.delete(id);
  }

  #client(event: KernelClientEvent): void {
    this.#attendances.take(event);
    if (event.type !== 'left') return;
    // Who closes at will has had its say about what was done by then.
    for (const execution of this.#index.list()) {
      if (execution.state !== 'done' || this.#attendances.of(execution) !== 'closed') continue;
      execution.settledTo = this.#parts.journal.head;
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
    this.#reader.saw(journal.head);
    if (next === 1) return;
    const saved = await savedAt();
    for (const execution of this.#index.list()) {
      if (execution.state === 'done' && execution.lastAt <= saved) execution.settledTo = execution.last;
    }
    nudged();
  }
}
