import type { JournalMessage, KernelJournal } from '@himalia/contracts/kernels';
import { headerMember } from '@himalia/protocol/message';
import { CellOutputs, displayIdOf, type JsonObject } from '@himalia/protocol/nbformat';
import { dropOldest } from '../drop-oldest.ts';
import { findDisplay } from './display-search.ts';
import { displayTypes, type Execution, objectOf, outputTypes } from './execution.ts';

/** Read from the journal at a time. */
const portionBytes = 1024 * 1024;
/** Besides output: the execution count, the pager, what the user typed. */
const tellingTypes = new Set([...outputTypes, 'execute_input', 'execute_reply', 'input_reply']);
const tellingKinds = new Set(['iopub', 'shell', 'request', 'notice']);
/** Displays that were looked for; the oldest go. */
const keptIds = 10_000;

/** The outputs of an execution; `version` counts their changes. */
export type Tracked = {
  readonly execution: Execution;
  readonly outputs: CellOutputs;
  readonly version: number;
  readonly next: number;
};
type Writable = { -readonly [Key in keyof Tracked]: Tracked[Key] };
/** The executions that a journal tells of. */
export type Executions = {
  /** That of a request, where a cell still shows it. */
  find(messageId: string): Execution | undefined;
  /** Takes output of a request; answers its execution if that was done already and is to be tracked. */
  late(message: JournalMessage, parentId: string): Execution | undefined;
};
/** What a portion of the journal leads to. */
type Leads = { readonly displays: Set<string>; readonly late: Set<Execution> };

/**
 * Makes the outputs of executions out of the journal. It goes on where it stopped, so that a cell that runs for hours is not
 * read anew each time.
 */
export class OutputsReader {
  readonly #journal: KernelJournal;
  readonly #executions: Executions;
  readonly #limit: number;
  readonly #tracked = new Map<string, Writable>();
  readonly #soughtIds = new Set<string>();
  /** Up to here it is known what came late. */
  #seen = Number.POSITIVE_INFINITY;

  /** `limit`: characters of output kept for a cell. */
  constructor(journal: KernelJournal, executions: Executions, limit: number) {
    this.#journal = journal;
    this.#executions = executions;
    this.#limit = limit;
  }

  /** Whether something may have come late. */
  get behind(): boolean {
    return this.#seen < this.#journal.head;
  }

  /** What came late up to here is known. */
  saw(sequence: number): void {
    this.#seen = sequence;
  }

  track(execution: Execution): void {
    if (this.#tracked.has(execution.messageId)) return;
    const outputs = new CellOutputs(this.#limit);
    this.#tracked.set(execution.messageId, { execution, outputs, next: execution.sequence, version: 0 });
  }

  /** Gives up what it knows of other executions, for the time until they are tracked again. */
  forget(except: (execution: Execution) => boolean): void {
    for (const [id, { execution }] of this.#tracked) if (!except(execution)) this.#tracked.delete(id);
    this.#soughtIds.clear();
  }

  /** Reads up to the head; answers what is tracked. `late`: what came late is looked for, and tracked. */
  async read(late: boolean): Promise<readonly Tracked[]> {
    for (let from = this.#begin(late); from <= this.#journal.head; from = this.#begin(late)) await this.#readFrom(from);
    return [...this.#tracked.values()];
  }

  async #readFrom(from: number): Promise<void> {
    const portion = await this.#journal.read(from, portionBytes);
    if (portion.missing > 0) this.#tellMissing(from, portion.missing);
    const leads: Leads = { displays: new Set(), late: new Set() };
    for (const message of portion.messages) this.#take(message, leads);
    const next = Math.max(portion.next, from + 1);
    if (from <= this.#seen + 1) this.#seen = Math.max(this.#seen, next - 1);
    for (const tracked of this.#tracked.values()) if (tracked.next < next) tracked.next = next;
    for (const execution of leads.late) this.track(execution);
    for (const id of leads.displays) await this.#seekDisplay(id, next);
  }

  #begin(late: boolean): number {
    const tracked = [...this.#tracked.values()].map(({ next }) => next);
    return Math.min(...tracked, late ? this.#seen + 1 : Number.POSITIVE_INFINITY);
  }

  #tellMissing(from: number, count: number): void {
    const text = `[${count} messages of the kernel are not kept any more: its journal was full]\n`;
    for (const tracked of this.#tracked.values()) {
      const { execution, outputs, version, next } = tracked;
      if (next !== from) continue;
      if (execution.settledTo === 0) {
        outputs.apply('stream', { name: 'stderr', text });
        tracked.version += 1;
        // Else the notebook has more of it than the journal.
      } else if (version === 0) this.#tracked.delete(execution.messageId);
    }
  }

  #take(message: JournalMessage, leads: Leads): void {
    const { kind, parts, sequence } = message;
    if (!tellingKinds.has(kind)) return;
    const type = headerMember(parts[0]?.toString('latin1') ?? '', 'msg_type');
    if (!tellingTypes.has(type)) return;
    const parentId = headerMember(parts[1]?.toString('latin1') ?? '', 'msg_id');
    const late = outputTypes.has(type) ? this.#executions.late(message, parentId) : undefined;
    if (late) leads.late.add(late);
    const parent = this.#tracked.get(parentId);
    const isDisplay = displayTypes.has(type);
    if (!isDisplay && !parent) return;
    const content = objectOf(parts[3]);
    if (isDisplay) this.#update(content, sequence, parent);
    if (!parent || sequence < parent.next) return;
    if (parent.outputs.apply(type, content)) parent.version += 1;
    if (type === 'update_display_data') this.#noteDisplay(displayIdOf(content), leads);
  }

  #noteDisplay(id: string | undefined, { displays }: Leads): void {
    if (id !== undefined && !this.#soughtIds.has(id)) displays.add(id);
  }

  /** A display may be shown in other cells, too. */
  #update(content: JsonObject, sequence: number, parent: Writable | undefined): void {
    if (displayIdOf(content) === undefined) return;
    for (const tracked of this.#tracked.values()) {
      if (tracked === parent || sequence < tracked.next) continue;
      if (tracked.outputs.update(content)) tracked.version += 1;
    }
  }

  /** Tracks the executions that showed a display before `end`: an update concerns their cells. */
  async #seekDisplay(id: string, end: number): Promise<void> {
    this.#soughtIds.add(id);
    dropOldest(this.#soughtIds, keptIds);
    for (const messageId of await findDisplay(this.#journal, id, end)) {
      const execution = this.#executions.find(messageId);
      if (execution) this.track(execution);
    }
  }
}
