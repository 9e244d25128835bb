import type { Duplex } from 'node:stream';
import { type Command, command, encodeProperties, readCommand, readProperties } from '../frames/command.ts';
import type { Frames } from '../frames/frame.ts';
import { FrameDecoder } from '../frames/frame-decoder.ts';
import { greeting, greetingLength, readGreeting } from '../frames/greeting.ts';
import type { Limits } from '../frames/limits.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { SocketType } from './socket.ts';

/** ZMTP 3.1, "Socket type": who may talk to whom. */
const partners: Readonly<Record<SocketType, readonly string[]>> = {
  DEALER: ['DEALER', 'REP', 'ROUTER'],
  REQ: ['REP', 'ROUTER'],
  SUB: ['PUB', 'XPUB'],
  ROUTER: ['DEALER', 'REQ', 'ROUTER'],
  PUB: ['SUB', 'XSUB'],
  REP: ['REQ', 'DEALER'],
};
const noBytes = Buffer.alloc(0);

/** What the peer told of itself in the handshake. */
export type Peer = { readonly identity: Buffer; readonly minor: number };
export type LinkEvents = {
  ready(peer: Peer): void;
  messages(batch: readonly Frames[]): void;
  /** Commands other than READY, ERROR and PING. */
  command(received: Command): void;
  /** Exactly once. No error when the peer just closed, or when we did. */
  gone(error: Error | undefined): void;
};
export type LinkOptions = {
  readonly type: SocketType;
  readonly identity: Uint8Array;
  readonly limits: Limits;
  /** As of `ConnectOptions`. */
  readonly transient?: boolean;
};

/** One connection to one peer: greeting, handshake with the NULL mechanism (around CURVE, see there), then messages. */
export class Link {
  readonly #socket: Duplex;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #decoder: FrameDecoder;
  readonly #deadline: NodeJS.Timeout;
  #greeting: Buffer | undefined = noBytes;
  #minor = 0;
  #ready = false;
  #refused = false;
  #error: Error | undefined;

  constructor(socket: Duplex, options: LinkOptions, events: LinkEvents) {
    this.#socket = socket;
    this.#options = options;
    this.#events = events;
    this.#decoder = new FrameDecoder(options.limits, (body) => this.#command(readCommand(body)), options.transient);
    this.#deadline = setTimeout(
      () => this.destroy(new ProtocolError('handshake', 'The peer did not finish the handshake in time.')),
      options.limits.handshakeMs,
    );
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(this.#deadline);
      events.gone(this.#error);
    });
    socket.write(greeting);
  }

  get socket(): Duplex {
    return this.#socket;
  }

  destroy(error?: Error): void {
    this.#error ??= error;
    this.#socket.destroy();
  }

  /** Lets written bytes go out, then closes; after `lingerMs` without them. */
  async close(lingerMs: number): Promise<void> {
    if (this.#socket.closed) return;
    const closed = new Promise<void>((done) => this.#socket.once('close', () => done()));
    const timer = setTimeout(() => this.#socket.destroy(), this.#ready ? lingerMs : 0);
    this.#socket.end(() => this.#socket.destroy());
    await closed;
    clearTimeout(timer);
  }

  /** Bytes of the peer; called for a socket that reads into memory of ours, which has no `data` events. */
  read(chunk: Buffer): void {
    if (this.#refused) return;
    const messages: Frames[] = [];
    try {
      const bytes = this.#greeting === undefined ? chunk : this.#greet(this.#greeting, chunk);
      if (bytes.length > 0) this.#decoder.decode(bytes, messages);
    } catch (error) {
      this.#refuse(error instanceof Error ? error : new Error(String(error)));
    }
    if (messages.length > 0) this.#events.messages(messages);
    this.#decoder.release();
  }

  /** The bytes after the greeting, empty until it is complete. */
  #greet(before: Buffer, chunk: Buffer): Buffer {
    const bytes = Buffer.concat([before, chunk]);
    const read = readGreeting(bytes.subarray(0, greetingLength));
    if (read === undefined) {
      this.#greeting = bytes;
      return noBytes;
    }
    this.#greeting = undefined;
    this.#minor = read.minor;
    const { type, identity } = this.#options;
    const named = type === 'DEALER' || type === 'REQ' || type === 'ROUTER';
    const properties = { 'Socket-Type': Buffer.from(type), ...(named ? { Identity: identity } : {}) };
    this.#socket.write(command('READY', encodeProperties(properties)));
    return bytes.subarray(greetingLength);
  }

  #command(received: Command): void {
    if (received.name === 'ERROR') throw new ProtocolError('handshake', `The peer refused: ${reasonOf(received)}.`);
    if (!this.#ready) {
      if (received.name !== 'READY') throw new ProtocolError('handshake', 'The peer did not begin with READY.');
      this.#handshake(received.data);
    } else if (received.name === 'PING') {
      // Time to live (2 bytes), then a context of at most 16 bytes that comes back ("Heartbeats").
      if (!this.#socket.writableNeedDrain) this.#socket.write(command('PONG', received.data.subarray(2, 18)));
    } else {
      this.#events.command(received);
    }
  }

  #handshake(data: Buffer): void {
    const properties = readProperties(data);
    const theirs = properties.get('socket-type')?.toString('latin1') ?? '';
    if (!partners[this.#options.type].includes(theirs)) {
      const kind = JSON.stringify(theirs.slice(0, 20));
      throw new ProtocolError('handshake', `A ${this.#options.type} socket cannot talk to a ${kind} socket.`);
    }
    clearTimeout(this.#deadline);
    this.#ready = true;
    this.#decoder.allowMessages();
    this.#events.ready({ identity: properties.get('identity') ?? noBytes, minor: this.#minor });
  }

  /** Tells the peer why, as far as a handshake can, and closes. */
  #refuse(error: Error): void {
    this.#error ??= error;
    this.#refused = true;
    if (this.#ready || this.#greeting !== undefined) {
      this.#socket.destroy();
      return;
    }
    // The handshake's deadline ends it if the peer does not read this.
    const reason = Buffer.from('Invalid handshake');
    this.#socket.write(command('ERROR', Buffer.concat([Buffer.from([reason.length]), reason])));
    this.#socket.end(() => this.#socket.destroy());
  }
}

function reasonOf(received: Command): string {
  const text = received.data.toString('latin1', 1, 1 + (received.data[0] ?? 0));
  return JSON.stringify(text.slice(0, 100));
}
