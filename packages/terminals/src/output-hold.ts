import type { IPty } from '@lydell/node-pty';
import type { TerminalClient } from './terminal-client.ts';

/** Holds a shell's output back while all its readers are behind, as long as one of them reads on. SPEC.md 13. */
export class OutputHold {
  readonly #pty: IPty;
  readonly #clients: ReadonlySet<TerminalClient>;
  readonly #patience: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param patience milliseconds without any progress after which output flows on */
  constructor(pty: IPty, clients: ReadonlySet<TerminalClient>, patience: number) {
    this.#pty = pty;
    this.#clients = clients;
    this.#patience = patience;
  }

  /** To be called whenever output was sent, or a client came, left or caught up. */
  update(): void {
    const clients = [...this.#clients];
    const hold = clients.length > 0 && clients.every(({ behind }) => behind) && clients.some(({ stalled }) => !stalled);
    if (hold && !this.#timer) {
      this.#pty.pause();
      this.#timer = setInterval(() => this.#look(), this.#patience).unref();
    } else if (!hold && this.#timer) this.release();
  }

  #look(): void {
    for (const client of this.#clients) client.stalled = !client.progress();
    this.update();
  }

  release(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#pty.resume();
  }
}
