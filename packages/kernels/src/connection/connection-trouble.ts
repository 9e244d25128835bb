import type { Channel } from '../feed/channel.ts';

/** What went wrong so long ago, in milliseconds, is over. A lost connection is tried again twice a second. */
const recentMs = 10_000;
/** So many times what listens was no kernel, before anything else was heard of it: it will not become one. */
const mostLost = 4;

/** What goes wrong between the server and a kernel, in words. */
export class ConnectionTrouble {
  #text: string | undefined;
  #at = 0;
  #bad = 0;
  #lost = 0;

  get text(): string | undefined {
    return performance.now() - this.#at < recentMs ? this.#text : undefined;
  }

  /** What listens is no kernel, however often it is tried. */
  get hopeless(): boolean {
    return this.#lost >= mostLost;
  }

  /** A message that cannot be used. */
  bad(channel: Channel, problem: string): void {
    this.#bad++;
    this.#tell(`What it sends on ${channel} is not used (${this.#bad} so far): ${problem}`);
  }

  /** A connection that broke because of what came over it. */
  lost(channel: Channel, problem: string): void {
    this.#lost++;
    this.#tell(`What listens on its port for ${channel} is no kernel: ${problem}`);
  }

  forget(): void {
    this.#text = undefined;
    this.#bad = this.#lost = 0;
  }

  #tell(text: string): void {
    this.#text = text;
    this.#at = performance.now();
  }
}
