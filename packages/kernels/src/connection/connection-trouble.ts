import type { Log } from '@himalia/core';
import type { FeedState } from '../feed/kernel-feed.ts';

type Problem = Exclude<FeedState, { readonly type: 'connected' }>;

/** What went wrong so long ago, in milliseconds, is over. A lost connection is tried again twice a second. */
const recentMs = 10_000;
/** So many times what listens was no kernel, before anything else was heard of it: it will not become one. */
const mostLost = 4;
/** Problems are logged at most this often, in milliseconds. */
const complaintMs = 10_000;

/** What goes wrong between the server and a kernel, in words and in the log. */
export class ConnectionTrouble {
  readonly #log: Log;
  #text: string | undefined;
  #at = 0;
  #bad = 0;
  #lost = 0;
  #complained = Number.NEGATIVE_INFINITY;
  #unlogged = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  get text(): string | undefined {
    return performance.now() - this.#at < recentMs ? this.#text : undefined;
  }

  /** What listens is no kernel, however often it is tried. */
  get hopeless(): boolean {
    return this.#lost >= mostLost;
  }

  note(state: Problem): void {
    const { type, problem } = state;
    if (type === 'bad') {
      this.#bad++;
      this.#tell(`What it sends on ${state.channel} is not used (${this.#bad} so far): ${problem}`);
    } else if (type === 'lost') {
      this.#lost++;
      this.#tell(`What listens on its port for ${state.channel} is no kernel: ${problem}`);
    }
    this.#complain(state);
  }

  forget(): void {
    this.#text = undefined;
    this.#bad = this.#lost = 0;
  }

  #tell(text: string): void {
    this.#text = text;
    this.#at = performance.now();
  }

  #complain(state: Problem): void {
    this.#unlogged++;
    const now = performance.now();
    if (now - this.#complained < complaintMs) return;
    const said = state.type === 'unwritten' ? 'journal not written' : 'messages of the kernel dropped';
    const channel = state.type === 'unwritten' ? 'journal' : state.channel;
    this.#log.warn(said, { channel, problem: state.problem, dropped: this.#unlogged });
    this.#complained = now;
    this.#unlogged = 0;
  }
}
