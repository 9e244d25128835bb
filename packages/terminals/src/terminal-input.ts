import type { Socket } from '@himalia/contracts/http';
import type { IPty } from '@lydell/node-pty';
import { PtyWriter } from './pty-writer.ts';

/** Bytes that may wait for a shell that reads nothing. */
const most = 1024 * 1024;

/** Input to a shell. While too much waits, the connection it comes from is not read. SPEC.md 15. */
export class TerminalInput {
  readonly #writer: PtyWriter;
  readonly #held = new Set<Socket>();

  constructor(pty: IPty) {
    this.#writer = new PtyWriter(pty, () => this.#release());
  }

  write(text: string, from: Socket): void {
    this.#writer.write(text);
    if (this.#writer.waiting <= most) return;
    this.#held.add(from);
    from.pause();
  }

  /** Forgets what waits and reads all connections again. */
  end(): void {
    this.#writer.end();
    this.#release();
  }

  #release(): void {
    for (const socket of this.#held) socket.resume();
    this.#held.clear();
  }
}
