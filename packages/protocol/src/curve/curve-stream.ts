import { Duplex } from 'node:stream';
import { command, readCommand } from '../frames/command.ts';
import { encodeFrame, type Frames, flag } from '../frames/frame.ts';
import { FrameDecoder } from '../frames/frame-decoder.ts';
import { greetingLength, makeGreeting, readGreeting } from '../frames/greeting.ts';
import { defaultLimits, type Limits } from '../frames/limits.ts';
import { type Handshake, refused } from './handshake.ts';
import { FrameOpener, FrameSealer } from './sealed-frames.ts';

/** Of a MESSAGE around its frame. */
const overhead = 64;
const own: Limits = { ...defaultLimits, messageBytes: Number.MAX_SAFE_INTEGER, messageParts: Number.MAX_SAFE_INTEGER };

/**
 * CURVE outside, NULL inside: a link that writes to it and reads from it speaks ZMTP with the mechanism NULL, and what goes
 * over the connection is greeting, handshake and messages of CURVE (RFC 26).
 */
export class CurveStream extends Duplex {
  readonly #raw: Duplex;
  readonly #handshake: Handshake;
  readonly #incoming: FrameDecoder;
  readonly #outgoing: FrameDecoder;
  #theirGreeting: Buffer | undefined = Buffer.alloc(0);
  #minor = 0;
  /** Bytes of the link's greeting that are still to be swallowed. */
  #swallow: number = greetingLength;
  #told = false;
  #sealer: FrameSealer | undefined;
  #opener: FrameOpener | undefined;
  #toSeal: Frames[] = [];

  constructor(raw: Duplex, handshake: Handshake, limits: Limits) {
    super({ emitClose: true });
    this.#raw = raw;
    this.#handshake = handshake;
    const outer = { ...limits, messageBytes: limits.messageBytes + overhead, messageParts: 1 };
    this.#incoming = new FrameDecoder(outer, (body) => this.#step(body));
    this.#outgoing = new FrameDecoder(own, (body) => this.#sendCommand(body));
    this.#outgoing.allowMessages();
    raw.on('data', (chunk: Buffer) => this.#receive(chunk));
    raw.on('end', () => this.push(null));
    raw.on('error', (error) => this.destroy(error));
    raw.on('close', () => this.destroy());
    raw.write(makeGreeting('CURVE', handshake.asServer));
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      const swallowed = Math.min(this.#swallow, chunk.length);
      this.#swallow -= swallowed;
      this.#outgoing.decode(chunk.subarray(swallowed), this.#toSeal);
      this.#sealAll();
    } catch (error) {
      done(error as Error);
      return;
    }
    if (this.#raw.writableNeedDrain) this.#raw.once('drain', () => done());
    else done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#raw.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    try {
      const bytes = this.#theirGreeting === undefined ? chunk : this.#greet(this.#theirGreeting, chunk);
      const messages: Frames[] = [];
      if (bytes.length > 0) this.#incoming.decode(bytes, messages);
      this.#open(messages);
    } catch (error) {
      this.#raw.removeAllListeners('data');
      this.destroy(error as Error);
    }
  }

  /** The bytes after the peer's greeting, empty until it is complete. */
  #greet(before: Buffer, chunk: Buffer): Buffer {
    const bytes = Buffer.concat([before, chunk]);
    const read = readGreeting(bytes.subarray(0, greetingLength), 'CURVE');
    if (read === undefined) {
      this.#theirGreeting = bytes;
      return Buffer.alloc(0);
    }
    this.#theirGreeting = undefined;
    this.#minor = read.minor;
    const first = this.#handshake.begin();
    if (first !== undefined) this.#raw.write(first);
    return bytes.subarray(greetingLength);
  }

  /** A command of the peer's handshake. */
  #step(body: Buffer): void {
    if (this.#opener !== undefined) throw refused('it goes on with a handshake that is done');
    const received = readCommand(body);
    if (received.name === 'ERROR') {
      // The link reads it, and says so.
      this.push(Buffer.concat([makeGreeting('NULL', false, this.#minor), command('ERROR', received.data)]));
      return;
    }
    const { send, tell, metadata } = this.#handshake.receive(received);
    if (send !== undefined) this.#raw.write(send);
    if (tell) this.#give(makeGreeting('NULL', false, this.#minor));
    if (metadata === undefined) return;
    this.#opener = new FrameOpener(this.#handshake.box(), this.#handshake.asServer);
    this.#incoming.allowMessages();
    this.#give(command('READY', metadata));
  }

  /** A command of our link: the first is its READY, whose metadata goes into the handshake. */
  #sendCommand(body: Buffer): void {
    if (this.#sealer !== undefined) {
      this.#sealAll();
      this.#write(this.#sealer.seal(flag.command, body));
      return;
    }
    const { name, data } = readCommand(body);
    if (name !== 'READY') this.#raw.write(command(name, data));
    else {
      this.#raw.write(this.#handshake.tell(data));
      this.#sealer = new FrameSealer(this.#handshake.box(), this.#handshake.asServer, () =>
        this.#handshake.nextNumber(),
      );
    }
    this.#told = true;
  }

  #sealAll(): void {
    const messages = this.#toSeal;
    if (messages.length === 0) return;
    if (this.#sealer === undefined) throw refused(this.#told ? 'it was refused' : 'the handshake is not done');
    this.#toSeal = [];
    for (const frames of messages) {
      for (const [index, frame] of frames.entries()) {
        this.#write(this.#sealer.seal(index + 1 < frames.length ? flag.more : 0, frame));
      }
    }
  }

  #open(messages: readonly Frames[]): void {
    const plain: Buffer[] = [];
    for (const [frame = Buffer.alloc(0)] of messages) {
      if (this.#opener === undefined) throw refused('the handshake is not done');
      const { flags, body } = this.#opener.open(frame);
      plain.push(encodeFrame(flags, body));
    }
    if (plain.length > 0) this.#give(Buffer.concat(plain));
  }

  #write(chunks: readonly Buffer[]): void {
    for (const chunk of chunks) this.#raw.write(chunk);
  }

  #give(bytes: Buffer): void {
    if (!this.push(bytes)) this.#raw.pause();
  }
}
