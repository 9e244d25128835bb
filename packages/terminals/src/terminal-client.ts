import type { Socket } from '@himalia/contracts/http';
import { type Size, writeFrame } from './frames.ts';

/** Bytes that may wait for a client; above that it is behind. */
const most = 512 * 1024;
/** Bytes that may still wait when it has caught up. */
const few = 64 * 1024;
const catchUpBytes = 64 * 1024;
/** RIS: the screen, its modes and colours as at the beginning. */
const reset = '\u001bc';

export type History = {
  /** The end of the terminal's output, of at most so many bytes. */
  text(most?: number): string;
};

/** One connection to a terminal, and how far it has read. SPEC.md 7 to 13. */
export class TerminalClient {
  readonly socket: Socket;
  readonly #history: History;
  readonly #caughtUp: () => void;
  size: Size = { rows: undefined, columns: undefined };
  #behind = false;
  #missed = false;
  #waiting = 0;
  /** Behind, and it read nothing for a while. */
  stalled = false;

  constructor(socket: Socket, history: History, caughtUp: () => void) {
    this.socket = socket;
    this.#history = history;
    this.#caughtUp = caughtUp;
    this.#send(writeFrame(['setup', {}]));
    this.#replay(history.text());
  }

  get behind(): boolean {
    return this.#behind;
  }

  /** Sends a frame, or notes that it was missed. */
  output(frame: string): void {
    if (this.#behind) this.#missed = true;
    else this.#send(frame);
  }

  /** Whether something was read since the last call. */
  progress(): boolean {
    const before = this.#waiting;
    this.#waiting = this.socket.bufferedAmount;
    return this.#waiting < before;
  }

  /** Says that the shell has ended; what was missed goes before. */
  end(): void {
    if (this.#missed) this.#catchUp();
    this.socket.send(writeFrame(['disconnect', 1]));
    this.socket.close();
  }

  #replay(text: string): void {
    if (text !== '') this.#send(writeFrame(['stdout', text]));
  }

  #send(frame: string): void {
    this.socket.send(frame, () => this.#drained());
    if (this.socket.bufferedAmount <= most) return;
    this.#behind = true;
    this.#waiting = this.socket.bufferedAmount;
  }

  #drained(): void {
    if (!this.#behind || this.socket.closed || this.socket.bufferedAmount > few) return;
    this.#behind = false;
    this.stalled = false;
    if (this.#missed) this.#catchUp();
    this.#caughtUp();
  }

  #catchUp(): void {
    this.#missed = false;
    this.#replay(reset + this.#history.text(catchUpBytes));
  }
}
