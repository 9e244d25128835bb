import type { JournalMessage } from '@himalia/contracts/kernels';
import { headerMember } from '@himalia/protocol/message';
import { type Execution, executionOf, objectOf, outputTypes } from './execution.ts';

/** Executions that are remembered: the last one of each cell. */
const kept = 10_000;

const ends = new Set(['starting', 'restarting', 'dead']);
const text = (part: Buffer | undefined): string => part?.toString('latin1') ?? '';

/** Which cells a kernel was asked to execute and how far they are, from the messages of its journal that tell so. */
export class ExecutionIndex {
  readonly #byMessage = new Map<string, Execution>();
  readonly #byCell = new Map<string, Execution>();

  /** The last execution of each cell, in the order in which they were asked. */
  list(): readonly Execution[] {
    return [...this.#byMessage.values()];
  }

  get(messageId: string): Execution | undefined {
    return this.#byMessage.get(messageId);
  }

  /** Takes a message; answers the executions that begin or are done with it, or had something to say after that. */
  take(message: JournalMessage): readonly Execution[] {
    if (message.kind === 'request') return this.#add(executionOf(message));
    const type = headerMember(text(message.parts[0]), 'msg_type');
    if (type === 'status') return this.#status(message);
    if (outputTypes.has(type)) return this.takeOutput(message, parentIdOf(message));
    if (type !== 'execute_reply') return [];
    const execution = this.#parentOf(message);
    if (!execution) return [];
    const { status, execution_count } = objectOf(message.parts[3]);
    execution.replied = true;
    execution.count = execution_count ?? null;
    // What was aborted is not begun, and not every kernel says then that it is idle.
    if (status === 'aborted') execution.idle = true;
    return this.#end(execution, message);
  }

  #add(execution: Execution | undefined): readonly Execution[] {
    // A request that was sent again is the same execution.
    if (!execution || this.#byMessage.has(execution.messageId)) return [];
    const before = this.#byCell.get(execution.cellId);
    if (before) this.#byMessage.delete(before.messageId);
    this.#byMessage.set(execution.messageId, execution);
    this.#byCell.set(execution.cellId, execution);
    const [oldest] = this.#byMessage.values();
    if (this.#byMessage.size > kept && oldest) {
      this.#byMessage.delete(oldest.messageId);
      this.#byCell.delete(oldest.cellId);
    }
    return [execution];
  }

  #status(message: JournalMessage): readonly Execution[] {
    const state = headerMember(text(message.parts[3]), 'execution_state');
    if (ends.has(state)) return this.#endAll(message);
    const execution = this.#parentOf(message);
    if (!execution || execution.state === 'done') return [];
    if (state === 'busy') execution.state = 'running';
    if (state !== 'idle') return [];
    execution.idle = true;
    return this.#end(execution, message);
  }

  /** Takes output of a request; answers its execution if that was done already. */
  takeOutput({ sequence, time }: JournalMessage, parentId: string): readonly Execution[] {
    const execution = this.#byMessage.get(parentId);
    if (execution?.state !== 'done' || sequence <= execution.last) return [];
    execution.late = true;
    execution.last = sequence;
    execution.lastAt = time;
    return [execution];
  }

  #parentOf(message: JournalMessage): Execution | undefined {
    return this.#byMessage.get(parentIdOf(message));
  }

  #end(execution: Execution, message: JournalMessage): readonly Execution[] {
    if (execution.state === 'done' || !execution.replied || !execution.idle) return [];
    done(execution, message);
    return [execution];
  }

  /**
   * The process that executed them is gone. Of the kernel's own `starting` only those can be sure that had begun: it may come
   * behind the first request that the kernel was given.
   */
  #endAll(message: JournalMessage): readonly Execution[] {
    const open = this.list().filter(({ state }) =>
      message.kind === 'notice' ? state !== 'done' : state === 'running',
    );
    for (const execution of open) done(execution, message);
    return open;
  }
}

function parentIdOf({ parts }: JournalMessage): string {
  return headerMember(text(parts[1]), 'msg_id');
}

function done(execution: Execution, { sequence, time }: JournalMessage): void {
  execution.state = 'done';
  execution.last = sequence;
  execution.lastAt = time;
}
