import type { Socket } from '@himalia/contracts/http';

/** More than this on their way since a ping that has no answer: the client may be quick, but few large messages are quicker. */
const messagesOnTheWay = 128;
/** An answer that takes longer, in milliseconds, will not come: the client does not read any more. */
const onTheWayMs = 1000;
/** Slower than this, in milliseconds, a client is behind: the socket's buffers may hold thousands of messages already. */
const behindMs = 20;

/**
 * How far a client has read, told by its answers to pings, of which one is on its way at a time. A browser takes messages off its
 * connection only as fast as the page handles them, and answers a ping after what came before it (measured in
 * Chromium: megabytes wait in the system's buffers, where the server cannot see them, but the answer to a ping comes
 * just as late as the page is behind).
 */
export class ClientPings {
  readonly #socket: Socket;
  readonly #answered: () => void;
  #answers = false;
  #waiting = false;
  #asked = 0;
  #sent = 0;
  /** All before this sequence number was written to the socket, and was read by the client. */
  #written: number;
  #read: number;

  /** `answered` is called with each answer. */
  constructor(socket: Socket, position: number, answered: () => void) {
    this.#socket = socket;
    this.#written = position;
    this.#read = position;
    this.#answered = answered;
    this.ask();
  }

  /** Where the client goes on after its connection was cut. One that never answered counts as having all that was written. */
  get position(): number {
    return this.#answers ? this.#read : this.#written;
  }

  /**
   * Where it goes on after it closed its connection: behind what was written, unless messages were on their way. A browser drops
   * what arrives after its page called `close`. The last message alone is not in doubt: clients that read one after the other
   * answer the ping behind it when they read on, which they do not.
   */
  get positionClosed(): number {
    const recent = this.#waiting && performance.now() - this.#asked < onTheWayMs;
    return recent && this.#written - this.position > 1 ? this.position : this.#written;
  }

  /** Whether the next message should have a ping before it. */
  get due(): boolean {
    return !this.#waiting;
  }

  /** It reads slower than it is written to. Clients that answer no pings are never taken for slow. */
  get behind(): boolean {
    if (!this.#answers || !this.#waiting) return false;
    return this.#sent > messagesOnTheWay || performance.now() - this.#asked > behindMs;
  }

  /** So many messages were written, all before this sequence number. */
  sent(messages: number, end: number): void {
    this.#sent += messages;
    this.#written = Math.max(this.#written, end);
  }

  /** Asks, behind what was written so far. */
  ask(): void {
    const asked = this.#written;
    this.#sent = 0;
    this.#waiting = true;
    this.#asked = performance.now();
    this.#socket.ping(() => {
      this.#answers = true;
      this.#waiting = false;
      this.#read = Math.max(this.#read, asked);
      // A client that reads on answers this as well; then nothing is in doubt when its connection is cut.
      if (this.#read < this.#written) this.ask();
      this.#answered();
    });
  }
}
