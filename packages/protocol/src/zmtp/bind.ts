import { createServer, type Server, type Socket } from 'node:net';
import type { KeyPair } from '../curve/box.ts';
import { readCurveKey } from '../curve/curve-keys.ts';
import { CurveStream } from '../curve/curve-stream.ts';
import { ServerHandshake } from '../curve/server-handshake.ts';
import type { Frames, Outgoing } from '../frames/frame.ts';
import { defaultLimits, type Limits } from '../frames/limits.ts';
import { formatTcp, parseEndpoint } from './endpoint.ts';
import { Link, type LinkEvents } from './link.ts';
import { listen } from './listen.ts';
import { Listeners } from './listeners.ts';
import { defaultHighWaterMark, Outbox } from './outbox.ts';
import type { Attached, Pattern } from './pattern.ts';
import { Publisher } from './publisher.ts';
import { Replier } from './replier.ts';
import { Router } from './router.ts';
import type { BindOptions, ServerSocket, ServerType } from './socket.ts';

/** Listens on `tcp://HOST:PORT` (0 chooses one) or `ipc://PATH`. Rejects with node's error when it cannot. */
export async function bind(type: ServerType, endpoint: string, options: BindOptions = {}): Promise<ServerSocket> {
  const socket = new BoundSocket(type, endpoint, options);
  await socket.listen();
  return socket;
}

class BoundSocket implements ServerSocket {
  readonly type: ServerType;
  readonly #limits: Limits;
  readonly #peerLimits: Limits;
  readonly #mark: number;
  readonly #pattern: Pattern;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #attached = new Set<Attached>();
  readonly #messages = new Listeners<[readonly Frames[]]>();
  readonly #subscribed = new Listeners<[Buffer]>();
  readonly #curve: KeyPair | undefined;
  #endpoint: string;
  #port = 0;

  constructor(type: ServerType, endpoint: string, options: BindOptions) {
    this.type = type;
    this.#endpoint = endpoint;
    this.#limits = { ...defaultLimits, ...options.limits };
    // Subscribers send nothing but topics.
    this.#peerLimits = type === 'PUB' ? { ...this.#limits, messageBytes: this.#limits.commandBytes } : this.#limits;
    this.#curve = options.curve && {
      publicKey: readCurveKey(options.curve.publicKey, 'public key'),
      secretKey: readCurveKey(options.curve.secretKey, 'secret key'),
    };
    this.#mark = options.highWaterMark ?? defaultHighWaterMark;
    this.#pattern = this.#patternOf(type);
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  get port(): number {
    return this.#port;
  }

  get peers(): number {
    return this.#attached.size;
  }

  async listen(): Promise<void> {
    const endpoint = parseEndpoint(this.#endpoint);
    await listen(this.#server, endpoint);
    // An accept that fails (no file descriptors left) costs that peer its connection, not us the process.
    this.#server.on('error', () => undefined);
    const address = this.#server.address();
    if ('path' in endpoint || address === null || typeof address === 'string') return;
    this.#port = address.port;
    this.#endpoint = formatTcp(endpoint.host, address.port);
  }

  send(frames: Outgoing): boolean {
    return frames.length > 0 && this.#pattern.send(frames);
  }

  onMessages(listener: (messages: readonly Frames[]) => void): Disposable {
    return this.#messages.add(listener);
  }

  onSubscribe(listener: (topic: Buffer) => void): Disposable {
    return this.#subscribed.add(listener);
  }

  async close(lingerMs = 1000): Promise<void> {
    const closed = new Promise<void>((done) => this.#server.close(() => done()));
    for (const { outbox } of this.#attached) outbox.flush();
    await Promise.all([...this.#links].map((link) => link.close(lingerMs)));
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #patternOf(type: ServerType): Pattern {
    if (type === 'ROUTER') return new Router();
    if (type === 'REP') return new Replier();
    return new Publisher(this.#limits.subscriptions, (topic) => this.#subscribed.emit(topic));
  }

  #accept(connection: Socket): void {
    if (this.#links.size >= this.#limits.peers) {
      connection.destroy();
      return;
    }
    const socket = this.#curve
      ? new CurveStream(connection, new ServerHandshake(this.#curve), this.#peerLimits)
      : connection;
    let attached: Attached | undefined;
    const events: LinkEvents = {
      ready: (peer) => {
        attached = { link, peer, outbox: new Outbox(this.#mark) };
        this.#pattern.attach?.(attached);
        attached.outbox.attach(socket);
        this.#attached.add(attached);
      },
      messages: (batch) => {
        if (attached !== undefined) this.#receive(attached, batch);
      },
      command: (received) => attached && this.#pattern.command?.(attached, received),
      gone: () => {
        this.#links.delete(link);
        if (attached === undefined) return;
        attached.outbox.clear();
        this.#attached.delete(attached);
        this.#pattern.detach?.(attached);
      },
    };
    const link = new Link(socket, { type: this.type, identity: Buffer.alloc(0), limits: this.#peerLimits }, events);
    this.#links.add(link);
  }

  #receive(peer: Attached, batch: readonly Frames[]): void {
    let received: readonly Frames[] = [];
    try {
      received = this.#pattern.receive(peer, batch);
    } catch (error) {
      peer.link.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    if (received.length > 0) this.#messages.emit(received);
  }
}
