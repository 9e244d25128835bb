import { type ExecutionState, untrackedMessageTypes } from '@himalia/contracts/kernels';
import { headerMember, type WireMessage } from '@himalia/protocol/message';
import { WorkClock } from './work-clock.ts';

const untracked = new Set(untrackedMessageTypes);
/** Nobody needs the last activity more exactly; looking at every message of a flood would cost more than it says. */
const exactness = 100;

/** What iopub tells about a kernel: its execution state and when it last did something for its user. */
export class KernelActivity {
  /** For decisions; `lastActivity` is for people. */
  readonly clock: WorkClock = new WorkClock();
  #state: ExecutionState = 'starting';
  #last = Date.now();
  #execution: Buffer | undefined;

  get state(): ExecutionState {
    return this.#state;
  }

  get lastActivity(): Date {
    return new Date(this.#last);
  }

  /** Header of the request whose execution goes on. */
  get execution(): Buffer | undefined {
    return this.#execution;
  }

  set(state: ExecutionState): void {
    if (state === this.#state) return;
    if (this.#state === 'starting') this.clock.active();
    this.#state = state;
    if (state === 'busy') this.clock.began();
    else {
      this.clock.ended();
      this.#execution = undefined;
    }
  }

  /** As it was when somebody looked last. */
  restore(state: ExecutionState, lastActivity: number, execution?: string): void {
    this.set(state);
    if (execution !== undefined) this.#execution = Buffer.from(execution);
    this.#last = lastActivity;
    this.clock.active(Date.now() - lastActivity);
  }

  /** A message of iopub whose type is `status`, and when it came. */
  status(message: WireMessage, now: number = Date.now()): void {
    const state = headerMember(message.parts[3]?.toString('latin1') ?? '', 'execution_state');
    if (state === '') return;
    const tracked = !untracked.has(message.parentType);
    if (tracked || this.#state === 'busy') this.#touch(now);
    if (tracked) this.set(state);
    else if (this.#state === 'starting' && state !== 'starting') this.set('idle');
    // A copy: what came from the kernel is a view of a large chunk, which would stay alive.
    const [, parent] = message.parts;
    if (state === 'busy' && parent && message.parentType === 'execute_request') this.#execution = Buffer.from(parent);
  }

  /** Messages among which is no status; they are read only where that may change something. */
  messages(block: { readonly messages: readonly { readonly wire: WireMessage }[] }): void {
    if (this.#isFresh) return;
    if (this.#state === 'busy') this.#touch();
    else for (const { wire } of block.messages) this.message(wire);
  }

  /** Any other message. */
  message(message: WireMessage): void {
    if (this.#isFresh) return;
    const counts = this.#state === 'busy' || !untracked.has(message.type) || !untracked.has(message.parentType);
    if (counts) this.#touch();
  }

  get #isFresh(): boolean {
    return Math.abs(Date.now() - this.#last) < exactness; // clocks are set back, too
  }

  #touch(now: number = Date.now()): void {
    this.#last = now;
    this.clock.active(Date.now() - now);
  }
}
