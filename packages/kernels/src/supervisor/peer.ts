import type { Socket } from 'node:net';
import { type Frame, FrameError, FrameReader, frameHead, frameKinds } from './frame.ts';
import { version } from './supervisor-folder.ts';
import { type AskName, type Asks, type Envelope, isEnvelope, type TellName, type Tells } from './talk.ts';

type PeerListener = {
  /** Answers what the other side asks. What it rejects with is told in words and code. */
  answer<Name extends AskName>(name: Name, given: Asks[Name]['given']): Promise<Asks[Name]['got']>;
  told<Name extends TellName>(name: Name, given: Tells[Name]): void;
  /** A frame that is not JSON. */
  frame(frame: Frame): void;
  /** The other side speaks a newer version; the connection is closed. */
  newer?(): void;
  /** Once, whoever closed it. */
  closed(): void;
};

/** How long the other side may take to say who it is, in milliseconds. */
const helloMs = 5000;
/** How long an answer may take: nothing that is asked is more than a start or the removal of files. */
const answerMs = 15_000;
/** Questions of one peer under way. More is no honest peer. */
const mostQuestions = 10_000;
/** Bytes that wait for a peer that does not read. Blocks never wait here: see `full`. */
const mostWaiting = 64 * 1024 * 1024;
const fullBytes = 1024 * 1024;

/** The other side answered that it could not; `code` is its error's own. */
class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

type Waiting = {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly limit: NodeJS.Timeout;
};

/** One end of the connection between a server and its supervisor. */
export class Peer implements Disposable {
  /** Settles when the other side said hello in the same version; rejects when it did not. */
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  readonly #listener: PeerListener;
  readonly #reader = new FrameReader();
  readonly #ready = Promise.withResolvers<void>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #limit: NodeJS.Timeout;
  #greeted = false;
  #pid: number | undefined;
  #asked = 0;
  #answering = 0;
  #closed = false;

  constructor(socket: Socket, listener: PeerListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined); // whoever wants to know awaits it
    this.#limit = setTimeout(() => this.#fail('it did not say hello in time'), helloMs).unref();
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error.message));
    socket.on('close', () => this.#fail('the connection was closed'));
    this.#write({ hello: version, pid: process.pid });
  }

  /** The process at the other end, as it says itself. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** Too much waits to be sent: blocks have to wait in their journal until `onDrain`. */
  get full(): boolean {
    return this.#socket.writableLength > fullBytes;
  }

  onDrain(listener: () => void): void {
    this.#socket.on('drain', listener);
  }

  /** Rejects with `PeerError` when the other side cannot, with `Error` when it is gone. */
  ask<Name extends AskName>(name: Name, given: Asks[Name]['given']): Promise<Asks[Name]['got']> {
    if (this.#closed) return Promise.reject(new Error('the connection was closed'));
    const id = ++this.#asked;
    const { promise, resolve, reject } = Promise.withResolvers<Asks[Name]['got']>();
    const limit = setTimeout(() => {
      this.#waiting.delete(id);
      reject(new Error('the supervisor of kernels does not answer'));
    }, answerMs);
    this.#waiting.set(id, { resolve, reject, limit });
    this.#write({ ask: name, id, given });
    return promise;
  }

  tell<Name extends TellName>(name: Name, given: Tells[Name]): void {
    this.#write({ tell: name, given });
  }

  /** A frame that is not JSON, of several parts. False: the system took it at once, so nobody keeps the parts. */
  send(kind: Frame['kind'], parts: readonly Uint8Array[]): boolean {
    if (this.#closed) return false;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#socket.cork();
    this.#socket.write(frameHead(kind, length));
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
    return this.#socket.writableLength > 0;
  }

  [Symbol.dispose](): void {
    this.#fail('the connection was closed');
  }

  #write(message: object): void {
    if (this.#closed) return;
    if (this.#socket.writableLength > mostWaiting) {
      this.#fail('it does not read');
      return;
    }
    try {
      const bytes = Buffer.from(JSON.stringify(message));
      this.send(frameKinds.json, [bytes]);
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  #read(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#reader.feed(chunk)) {
        if (frame.kind === frameKinds.json) this.#take(frame.payload);
        else if (this.#greeted) this.#listener.frame(frame);
        else throw new FrameError('it did not say hello first');
      }
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  #take(payload: Buffer): void {
    const message: unknown = JSON.parse(payload.toString());
    if (!isEnvelope(message)) throw new FrameError('it sent what is no message');
    if (!this.#greeted) this.#greet(message);
    else if (message.ask !== undefined) void this.#answer(message.id ?? 0, message.ask, message.given);
    else if (message.tell !== undefined) this.#listener.told(message.tell, message.given as Tells[TellName]);
    else this.#settle(message.id ?? 0, message);
  }

  #greet({ hello, pid }: Envelope): void {
    if (hello !== undefined && hello > version) this.#listener.newer?.();
    if (hello !== version) throw new FrameError(`it speaks version ${hello}, not ${version}`);
    this.#greeted = true;
    this.#pid = pid;
    clearTimeout(this.#limit);
    this.#ready.resolve();
  }

  async #answer(id: number, name: AskName, given: unknown): Promise<void> {
    if (++this.#answering > mostQuestions) return this.#fail('it asks too much at once');
    try {
      const got = await this.#listener.answer(name, given as Asks[AskName]['given']);
      this.#write({ id, got });
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      this.#write({ id, problem: message, code });
    } finally {
      this.#answering--;
    }
  }

  #settle(id: number, message: { readonly got?: unknown; readonly problem?: string; readonly code?: string }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.limit);
    if (message.problem === undefined) waiting?.resolve(message.got as never);
    else waiting?.reject(new PeerError(message.problem, message.code));
  }

  #fail(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#limit);
    this.#socket.destroy();
    const error = new Error(why);
    this.#ready.reject(error);
    for (const { reject, limit } of this.#waiting.values()) {
      clearTimeout(limit);
      reject(error);
    }
    this.#waiting.clear();
    this.#listener.closed();
  }
}
