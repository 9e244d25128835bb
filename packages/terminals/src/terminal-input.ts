import type { Socket } from '@himalia/contracts/http';
import type { IPty } from '@lydell/node-pty';

/** Bytes that may wait for a shell that reads nothing. */
const most = 1024 * 1024;
const interval = 50;

/** node-pty does not say in its types how much waits; where it does not say it at all, nothing is held back. */
function waitingFor(pty: IPty): number {
  const socket: unknown = Reflect.get(pty, '_socket');
  const length: unknown = typeof socket === 'object' && socket ? Reflect.get(socket, 'writableLength') : 0;
  return typeof length === 'number' ? length : 0;
}

/** Input to a shell. While too much waits, the connection it comes from is not read. */
export class TerminalInput {
  readonly #pty: IPty;
  readonly #held = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;

  constructor(pty: IPty) {
    this.#pty = pty;
  }

  write(text: string, from: Socket): void {
    this.#pty.write(text);
    if (waitingFor(this.#pty) <= most || this.#held.has(from)) return;
    this.#held.add(from);
    from.pause();
    this.#timer ??= setInterval(() => this.#look(), interval).unref();
  }

  #look(): void {
    if (waitingFor(this.#pty) <= most / 2) this.end();
  }

  /** Reads all connections again. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const socket of this.#held) socket.resume();
    this.#held.clear();
  }
}
