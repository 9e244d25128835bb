import type { KernelClientEvent } from '@himalia/contracts/kernels';
import { dropOldest } from '../drop-oldest.ts';
import type { Execution } from './execution.ts';

/** RFC 6455, section 7.4.1: the page is left. Unlike a client that closes, it may not have saved what it shows. */
const goingAway = 1001;
/** Its connection was cut. */
const abnormal = 1006;
/** Sessions that left, and executions whose askers are known; the oldest go. */
const kept = 10_000;

type Left = { readonly at: number; readonly code: number };

/** `present`: a client is there that keeps the outputs; `cut`: it may come back; `left`: not; `closed`: it closed at will. */
type Attendance = 'present' | 'cut' | 'left' | 'closed';

/** Which clients could put an execution's outputs into its notebook: those that asked for it, and are connected. */
export class Attendances {
  readonly #graceMs: number;
  readonly #since = performance.now();
  readonly #connected = new Map<string, number>();
  readonly #left = new Map<string, Left>();
  /** Further sessions that asked for an execution, by its message. */
  readonly #asked = new Map<string, Set<string>>();

  /** `graceMs`: how long a client whose connection was cut may take to come back. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  take(event: KernelClientEvent, now: number = performance.now()): void {
    if (event.type === 'asked') this.#ask(event.messageId, event.session);
    else if (event.type === 'joined') this.#connected.set(event.session, (this.#connected.get(event.session) ?? 0) + 1);
    else this.#leave(event.session, { at: now, code: event.code });
  }

  /** Whether no client at all is connected. */
  get nobody(): boolean {
    return this.#connected.size === 0;
  }

  of(execution: Execution, now: number = performance.now()): Attendance {
    const sessions = [...(this.#asked.get(execution.messageId) ?? []), execution.session];
    if (sessions.some((session) => this.#connected.has(session))) return 'present';
    // After a restart of the server nothing is known of those who were connected before.
    const left = sessions.map((session) => this.#left.get(session) ?? { at: this.#since, code: abnormal });
    if (left.some(({ at, code }) => code === abnormal && now - at < this.#graceMs)) return 'cut';
    return left.some(({ code }) => code === abnormal || code === goingAway) ? 'left' : 'closed';
  }

  #ask(messageId: string, session: string): void {
    const sessions = this.#asked.get(messageId) ?? new Set();
    sessions.add(session);
    this.#asked.set(messageId, sessions);
    dropOldest(this.#asked, kept);
  }

  #leave(session: string, left: Left): void {
    const others = (this.#connected.get(session) ?? 1) - 1;
    if (others > 0) {
      this.#connected.set(session, others);
      return;
    }
    this.#connected.delete(session);
    this.#left.delete(session);
    this.#left.set(session, left);
    dropOldest(this.#left, kept);
  }
}
