import type { Socket } from '@himalia/contracts/http';

/** More than this on their way since a ping that has no answer: the client may be quick, but few large messages are quicker. */
const messagesOnTheWay = 128;
/** Slower than this, in milliseconds, a client is behind: the socket's buffers may hold thousands of messages already. */
const behindMs = 20;
/** Pings on their way at a time, where few messages are written together. In a flood one is enough. */
const mostPings = 64;
const fewMessages = 16;

/** Who has answered none for so long, in milliseconds, never will. */
const patienceMs = 1000;

type Ping = {
  /** All before this sequence number was written before it. */
  readonly at: number;
  /** The same of the one message that goes out with it, right behind it; else `at`. */
  readonly seen: number;
  /** Messages written before it. */
  readonly count: number;
  readonly asked: number;
};

/**
 * How far a client has read, told by its answers to pings. A browser takes messages off its
 * connection only as fast as the page handles them, and answers a ping after what came before it (measured in
 * Chromium: megabytes wait in the system's buffers, where the server cannot see them, but the answer to a ping comes
 * just as late as the page is behind).
 */
export class ClientPings {
  readonly #socket: Socket;
  readonly #answered: () => void;
  #answers = false;
  readonly #began = performance.now();
  #waiting: readonly Ping[] = [];
  #count = 0;
  /** All before this sequence number was written to the socket; was read by the client; and was, where a client reads one after the other. */
  #written: number;
  #read: number;
  #seen: number;

  /** `answered` is called with each answer. */
  constructor(socket: Socket, position: number, answered: () => void) {
    this.#socket = socket;
    this.#written = this.#read = this.#seen = position;
    this.#answered = answered;
    this.ask();
  }

  /** Where the client goes on after its connection was cut. One that never answers counts as having all that was written. */
  get position(): number {
    return this.#neverAnswers ? this.#written : this.#read;
  }

  /**
   * Where it goes on after it closed its connection. A browser drops what arrives after its page called `close`, and answers no
   * ping. The message behind a ping that was answered counts as read: clients that read one after the other answer the
   * next ping when they read on, which they do not.
   */
  get positionClosed(): number {
    return this.#neverAnswers ? this.#written : Math.max(this.#read, this.#seen);
  }

  /** Whether the last of so many messages should have a ping before it. */
  due(messages: number): boolean {
    const { length } = this.#waiting;
    return length === 0 || (messages <= fewMessages && length < mostPings);
  }

  /** It reads slower than it is written to. Clients that answer no pings are never taken for slow. */
  get behind(): boolean {
    const [oldest] = this.#waiting;
    if (!this.#answers || !oldest) return false;
    return this.#count - oldest.count > messagesOnTheWay || performance.now() - oldest.asked > behindMs;
  }

  /** So many messages were written, all before this sequence number. */
  sent(messages: number, end: number): void {
    this.#count += messages;
    this.#written = Math.max(this.#written, end);
  }

  /** Asks, behind what was written so far. Where one message follows at once, `seen` is the sequence number behind that. */
  ask(seen: number = this.#written): void {
    const ping: Ping = { at: this.#written, seen, count: this.#count, asked: performance.now() };
    this.#waiting = [...this.#waiting, ping];
    this.#socket.ping(() => this.#take(ping));
  }

  get #neverAnswers(): boolean {
    return !this.#answers && performance.now() - this.#began > patienceMs;
  }

  /** Those before it are answered as well: a client may answer the latest alone (RFC 6455, section 5.5.3). */
  #take(ping: Ping): void {
    this.#answers = true;
    this.#waiting = this.#waiting.slice(this.#waiting.indexOf(ping) + 1);
    this.#read = Math.max(this.#read, ping.at);
    this.#seen = Math.max(this.#seen, ping.seen);
    // A client that reads on answers this as well; then nothing is in doubt when its connection is cut.
    if (this.#waiting.length === 0 && this.#read < this.#written) this.ask();
    this.#answered();
  }
}
