import { brokenNotice, lostReply, statusMessage } from '../feed/server-messages.ts';
import type { Executions, OpenExecution } from './executions.ts';
import type { KernelActivity } from './kernel-activity.ts';

/** The answer came and its status did not: the subscription was late by moments. In milliseconds, then twice as long each time. */
const firstWaitMs = 50;
const longestWaitMs = 4000;

type Setup = {
  readonly activity: KernelActivity;
  readonly executions: Executions;
  /** Sends a `kernel_info_request` and answers its id; undefined: it was not taken. */
  readonly ask: () => string | undefined;
  /** See `KernelRemains`. */
  readonly note: (parts: readonly Buffer[]) => void;
};

/**
 * Finds out what a kernel is done with whose connection was broken: its PUB socket drops what it says meanwhile, also that it is idle
 * again. Kernels answer requests on shell in their order, so when one is heard to answer a question, what it was asked before that is over.
 */
export class UnheardEnds {
  readonly #setup: Setup;
  /** Header of the execution that was told already that it may miss output. */
  #told: Buffer | undefined;
  /** What was asked before the question. */
  #open: readonly OpenExecution[] = [];
  #question: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = firstWaitMs;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  /** The connection stands again: what the kernel said meanwhile on iopub is lost, and replies may be. */
  reconnected(): void {
    const { activity, executions, note } = this.#setup;
    const { execution, state } = activity;
    if (execution) note(brokenNotice(execution).parts);
    this.#told = execution;
    this.#wait = firstWaitMs;
    if (state === 'busy' || executions.open.length > 0) this.#ask();
  }

  /** A `kernel_info_reply`. What is not heard on iopub within moments never will be. */
  answered(parentId: string): void {
    if (parentId === this.#question) this.#askLater();
  }

  /** A status on iopub. */
  heard(parentId: string): void {
    if (this.#question === undefined || parentId !== this.#question) return;
    const open = this.#open;
    this.giveUp();
    this.#end(open);
  }

  giveUp(): void {
    clearTimeout(this.#timer);
    this.#question = undefined;
    this.#open = [];
  }

  #ask(): void {
    clearTimeout(this.#timer);
    this.#open = this.#setup.executions.open;
    this.#question = this.#setup.ask();
    if (this.#question === undefined) this.#askLater();
  }

  #askLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), this.#wait).unref();
    this.#wait = Math.min(longestWaitMs, this.#wait * 2);
  }

  /** Says in the kernel's place what nobody heard. */
  #end(executions: readonly OpenExecution[]): void {
    const { activity, executions: all, note } = this.#setup;
    const open = new Set(all.open);
    for (const execution of executions) {
      if (!open.has(execution)) continue;
      const { id, header, replied } = execution;
      if (!this.#told?.includes(id)) note(brokenNotice(header).parts);
      if (!replied) note(lostReply(header).parts);
      note(statusMessage('idle', undefined, header).parts);
      all.end(id);
    }
    if (activity.state !== 'busy') return;
    activity.set('idle');
    note(statusMessage('idle').parts);
  }
}
