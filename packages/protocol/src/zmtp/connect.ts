import { createConnection, type NetConnectOpts, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type KeyPair, makeKeyPair } from '../curve/box.ts';
import { ClientHandshake } from '../curve/client-handshake.ts';
import { type CurveClientKeys, readCurveKey } from '../curve/curve-keys.ts';
import { CurveStream } from '../curve/curve-stream.ts';
import { command } from '../frames/command.ts';
import { encodedLength, encodeMessage, type Frames, type Outgoing } from '../frames/frame.ts';
import { defaultLimits, type Limits } from '../frames/limits.ts';
import { connectOptions, parseEndpoint } from './endpoint.ts';
import { Link, type Peer } from './link.ts';
import { Listeners } from './listeners.ts';
import { defaultHighWaterMark, Outbox } from './outbox.ts';
import { readMemory } from './read-memory.ts';
import { ReadTurn } from './read-turn.ts';
import type { ClientSocket, ClientState, ClientType, ConnectOptions } from './socket.ts';

const keepAliveMs = 30_000;
const delimiter = Buffer.alloc(0);

/** Connects to `tcp://HOST:PORT` or `ipc://PATH`; answers at once, before the connection stands. */
export function connect(type: ClientType, endpoint: string, options: ConnectOptions = {}): ClientSocket {
  return new ConnectedSocket(type, endpoint, options);
}

class ConnectedSocket implements ClientSocket {
  readonly type: ClientType;
  readonly endpoint: string;
  readonly #limits: Limits;
  readonly #identity: Buffer;
  readonly #topics: readonly Buffer[];
  readonly #curve: { readonly serverKey: Uint8Array; readonly own: KeyPair } | undefined;
  readonly #transient: boolean;
  readonly #waits: { readonly minimum: number; readonly maximum: number } | undefined;
  readonly #outbox: Outbox;
  readonly #messages = new Listeners<[readonly Frames[]]>();
  readonly #states = new Listeners<[ClientState, Error | undefined]>();
  #state: ClientState = 'connecting';
  #link: Link | undefined;
  #retry: NodeJS.Timeout | undefined;
  #attempts = 0;
  #paused = false;

  constructor(type: ClientType, endpoint: string, options: ConnectOptions) {
    this.type = type;
    this.endpoint = endpoint;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#identity = checkedIdentity(options.identity ?? '');
    this.#topics = type === 'SUB' ? (options.subscribe ?? ['']).map((topic) => Buffer.from(topic)) : [];
    this.#curve = options.curve && readKeys(options.curve);
    this.#transient = options.transient === true && this.#curve === undefined;
    const { minimum = 20, maximum = 500 } = options.reconnect || {};
    this.#waits = options.reconnect === false ? undefined : { minimum, maximum };
    this.#outbox = new Outbox(options.highWaterMark ?? defaultHighWaterMark);
    parseEndpoint(endpoint);
    this.#open();
  }

  get state(): ClientState {
    return this.#state;
  }

  get pending(): number {
    return this.#outbox.pending;
  }

  send(frames: Outgoing): boolean {
    if (this.type === 'SUB') throw new TypeError('A SUB socket cannot send.');
    if (this.#state === 'closed' || frames.length === 0) return false;
    const message = this.type === 'REQ' ? [delimiter, ...frames] : frames;
    return this.#outbox.push(encodeMessage(message), encodedLength(message), message.length);
  }

  onMessages(listener: (messages: readonly Frames[]) => void): Disposable {
    return this.#messages.add(listener);
  }

  onState(listener: (state: ClientState, reason?: Error) => void): Disposable {
    listener(this.#state);
    return this.#states.add(listener);
  }

  pause(): void {
    this.#paused = true;
    if (this.#state === 'connected') this.#link?.socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#link?.socket.resume();
  }

  async close(lingerMs = 1000): Promise<void> {
    if (this.#state === 'closed') return;
    const link = this.#state === 'connected' ? this.#link : undefined;
    if (link === undefined) this.#link?.destroy();
    clearTimeout(this.#retry);
    this.#outbox.flush();
    this.#outbox.clear();
    this.#become('closed');
    await link?.close(lingerMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): void {
    let opened: Link | undefined;
    const link: Link = new Link(
      this.#connection(() => opened),
      { type: this.type, identity: this.#identity, limits: this.#limits, transient: this.#transient },
      {
        ready: (peer) => this.#ready(link, peer),
        messages: (batch) => this.#deliver(batch),
        command: () => undefined,
        gone: (error) => this.#lost(link, error),
      },
    );
    opened = link;
    this.#link = link;
  }

  /** Transient connections call `read`; the others are streams with events. */
  #connection(link: () => Link | undefined): Duplex {
    const target = connectOptions(parseEndpoint(this.endpoint));
    const socket = this.#transient ? this.#readInto(target, link) : createConnection(target);
    socket.setKeepAlive(true, keepAliveMs);
    const curve = this.#curve;
    return curve ? new CurveStream(socket, new ClientHandshake(curve.serverKey, curve.own), this.#limits) : socket;
  }

  #readInto(target: NetConnectOpts, link: () => Link | undefined): Socket {
    const buffer = readMemory();
    const callback = (length: number): boolean => {
      link()?.read(buffer.subarray(0, length));
      if (length === buffer.length && turn.isOver()) socket.pause();
      return true;
    };
    const socket = createConnection({ ...target, onread: { buffer, callback } });
    const turn = new ReadTurn(() => this.#paused || socket.resume());
    return socket;
  }

  #ready(link: Link, peer: Peer): void {
    this.#attempts = 0;
    if (this.#paused) link.socket.pause();
    for (const topic of this.#topics) {
      // 3.1 subscribes by a command, 3.0 by a message whose first byte is 1.
      const subscription = Buffer.concat([Buffer.from([1]), topic]);
      if (peer.minor >= 1) link.socket.write(command('SUBSCRIBE', topic));
      else for (const chunk of encodeMessage([subscription])) link.socket.write(chunk);
    }
    this.#outbox.attach(link.socket);
    this.#become('connected');
  }

  #deliver(batch: readonly Frames[]): void {
    if (this.#state === 'closed') return;
    if (this.type !== 'REQ') this.#messages.emit(batch);
    else this.#messages.emit(batch.filter((frames) => frames[0]?.length === 0).map((frames) => frames.slice(1)));
  }

  #lost(link: Link, error: Error | undefined): void {
    if (link !== this.#link || this.#state === 'closed') return;
    this.#link = undefined;
    this.#outbox.attach(undefined);
    const waits = this.#waits;
    if (waits === undefined) {
      this.#outbox.clear();
      this.#become('closed', error);
      return;
    }
    const wait = Math.min(waits.minimum * 2 ** Math.min(this.#attempts, 20), waits.maximum);
    this.#attempts += 1;
    this.#retry = setTimeout(() => this.#open(), wait);
    this.#become('connecting', error);
  }

  #become(state: ClientState, reason?: Error): void {
    this.#state = state;
    this.#states.emit(state, reason);
  }
}

function readKeys({ serverKey, publicKey, secretKey }: CurveClientKeys): { serverKey: Uint8Array; own: KeyPair } {
  const own =
    publicKey === undefined
      ? makeKeyPair()
      : { publicKey: readCurveKey(publicKey, 'public key'), secretKey: readCurveKey(secretKey, 'secret key') };
  return { serverKey: readCurveKey(serverKey, 'server key'), own };
}

function checkedIdentity(identity: string | Uint8Array): Buffer {
  const bytes = Buffer.from(identity);
  if (bytes.length > 255 || bytes[0] === 0) {
    throw new TypeError('A routing id has at most 255 bytes and does not start with a zero byte.');
  }
  return bytes;
}
