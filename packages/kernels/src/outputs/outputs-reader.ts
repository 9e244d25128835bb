import type { JournalMessage, KernelJournal } from '@himalia/contracts/kernels';
import { headerMember } from '@himalia/protocol/message';
import { CellOutputs, displayIdOf, type JsonObject } from '@himalia/protocol/nbformat';
import { findDisplay } from './display-search.ts';
import { type Execution, objectOf } from './execution.ts';

/** Read from the journal at a time. */
const portionBytes = 1024 * 1024;
const outputTypes = new Set(['stream', 'error', 'clear_output', 'execute_input', 'execute_reply']);
const displayTypes = new Set(['display_data', 'execute_result', 'update_display_data']);
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
type Found = (messageId: string) => Execution | undefined;

/**
 * Makes the outputs of executions out of the journal. It goes on where it stopped, so that a cell that runs for hours is not
 * read anew each time.
 */
export class OutputsReader {
  readonly #journal: KernelJournal;
  readonly #find: Found;
  readonly #limit: number;
  readonly #tracked = new Map<string, Writable>();
  readonly #soughtIds = new Set<string>();

  /** `find`: the execution of a message, where a cell still shows it. `limit`: characters of output kept for a cell. */
  constructor(journal: KernelJournal, find: Found, limit: number) {
    this.#journal = journal;
    this.#find = find;
    this.#limit = limit;
  }

  track(execution: Execution): void {
    if (this.#tracked.has(execution.messageId)) return;
    const outputs = new CellOutputs(this.#limit);
    this.#tracked.set(execution.messageId, { execution, outputs, next: execution.sequence, version: 0 });
  }

  /** Gives up what it knows, for the time until something is tracked again. */
  forget(): void {
    this.#tracked.clear();
    this.#soughtIds.clear();
  }

  /** Reads up to the head; answers what is tracked. */
  async read(): Promise<readonly Tracked[]> {
    for (let from = this.#begin(); from <= this.#journal.head; from = this.#begin()) {
      const portion = await this.#journal.read(from, portionBytes);
      if (portion.missing > 0) this.#tellMissing(from, portion.missing);
      const sought = new Set<string>();
      for (const message of portion.messages) this.#take(message, sought);
      const next = Math.max(portion.next, from + 1);
      for (const tracked of this.#tracked.values()) if (tracked.next < next) tracked.next = next;
      for (const id of sought) await this.#seekDisplay(id, next);
    }
    return [...this.#tracked.values()];
  }

  #begin(): number {
    return Math.min(...[...this.#tracked.values()].map(({ next }) => next));
  }

  #tellMissing(from: number, count: number): void {
    const text = `[${count} messages of the kernel are not kept any more: its journal was full]\n`;
    for (const tracked of this.#tracked.values())
      if (tracked.next === from && tracked.outputs.apply('stream', { name: 'stderr', text })) tracked.version += 1;
  }

  #take(message: JournalMessage, sought: Set<string>): void {
    const { kind, parts, sequence } = message;
    if (kind !== 'iopub' && kind !== 'shell' && kind !== 'notice') return;
    const type = headerMember(parts[0]?.toString('latin1') ?? '', 'msg_type');
    const parent = this.#tracked.get(headerMember(parts[1]?.toString('latin1') ?? '', 'msg_id'));
    const isDisplay = displayTypes.has(type);
    if (!isDisplay && !(parent && outputTypes.has(type))) return;
    const content = objectOf(parts[3]);
    if (isDisplay) this.#update(content, sequence, parent);
    if (!parent || sequence < parent.next) return;
    if (parent.outputs.apply(type, content)) parent.version += 1;
    const id = type === 'update_display_data' ? displayIdOf(content) : undefined;
    if (id !== undefined && !this.#soughtIds.has(id)) sought.add(id);
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
    const [oldest] = this.#soughtIds;
    if (this.#soughtIds.size > keptIds && oldest !== undefined) this.#soughtIds.delete(oldest);
    for (const messageId of await findDisplay(this.#journal, id, end)) {
      const execution = this.#find(messageId);
      if (execution) this.track(execution);
    }
  }
}
