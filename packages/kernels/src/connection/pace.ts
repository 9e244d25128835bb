import type { Socket } from '@himalia/contracts/http';

/** A ping follows each time so many messages went out since the last one was answered. */
const messagesAPing = 64;
/** More than this on their way since a ping that has no answer: the client may be quick, but few large messages are quicker. */
const messagesOnTheWay = 128;
/** Slower than this, in milliseconds, a client is behind: the socket's buffers may hold thousands of messages already. */
const behindMs = 20;

/**
 * Whether a client keeps up with what it is sent. A browser takes messages off its connection only as fast as the page handles
 * them, and answers a ping after what came before it (measured in Chromium: megabytes wait in the system's buffers, where
 * the server cannot see them, but the answer to a ping comes just as late as the page is behind).
 */
export class Pace {
  readonly #socket: Socket;
  readonly #caughtUp: () => void;
  /** Clients that answer no pings are never taken for slow. */
  #answers = false;
  #asked = 0;
  #sent = 0;

  /** `caughtUp` is called with each answer. */
  constructor(socket: Socket, caughtUp: () => void) {
    this.#socket = socket;
    this.#caughtUp = caughtUp;
    this.#ask();
  }

  sent(messages: number): void {
    this.#sent += messages;
    if (this.#sent >= messagesAPing && this.#asked === 0) this.#ask();
  }

  get behind(): boolean {
    if (!this.#answers || this.#asked === 0) return false;
    return this.#sent > messagesOnTheWay || performance.now() - this.#asked > behindMs;
  }

  #ask(): void {
    this.#sent = 0;
    this.#asked = performance.now();
    this.#socket.ping(() => {
      this.#answers = true;
      this.#asked = 0;
      this.#caughtUp();
    });
  }
}
