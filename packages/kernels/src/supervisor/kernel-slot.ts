import type { ConnectionInfo, Exit, HeldProcess } from '@himalia/contracts/kernels';
import type { HeldModel } from '../feed/held-model.ts';
import type { KernelFeed } from '../feed/kernel-feed.ts';
import { HeadStream } from './head-stream.ts';
import type { Peer } from './peer.ts';
import { RequestQueue } from './request-queue.ts';

const lastWordsMs = 1000;
/** How long a kernel without a process of ours waits for its server. */
const patienceMs = 3_600_000;
/** How long it is kept how a kernel ended while no server ran. */
const newsMs = 600_000;

/** One kernel: its process, its feed, and the server that has it. */
export class KernelSlot {
  readonly id: string;
  #process: HeldProcess | undefined;
  #exit: Exit | undefined;
  #connection: ConnectionInfo | undefined;
  #feed: KernelFeed | undefined;
  #peer: Peer | undefined;
  #stream: HeadStream | undefined;
  #requests: RequestQueue | undefined;
  #states: Disposable | undefined;
  #keep = false;
  /** Its server knows from the answer to `hold` that its sockets stand. Told again, it would mean that they broke. */
  #stood = false;
  /** When its server left, or it ended. */
  #left = performance.now();

  constructor(id: string) {
    this.id = id;
  }

  get info(): HeldModel {
    const process = this.#process;
    return {
      id: this.id,
      attached: this.attached,
      ...(this.#connection ? { connection: this.#connection } : {}),
      ...(process ? { pid: process.pid } : {}),
      ...(process?.startTime === undefined ? {} : { startTime: process.startTime }),
      ...(process && this.#exit ? { exit: this.#exit, lastOutput: process.lastOutput } : {}),
    };
  }

  /** A server has it. */
  get attached(): boolean {
    return this.#peer !== undefined;
  }

  /** Whether there is something to wait for: its process, or a server that comes back soon and wants to know of its end. */
  get lives(): boolean {
    if (this.running || this.#peer) return true;
    return this.#feed !== undefined && performance.now() - this.#left < (this.#process ? newsMs : patienceMs);
  }

  get running(): HeldProcess | undefined {
    return this.#exit ? undefined : this.#process;
  }

  get feed(): KernelFeed | undefined {
    return this.#feed;
  }

  get stream(): HeadStream | undefined {
    return this.#stream;
  }

  get requests(): RequestQueue | undefined {
    return this.#requests;
  }

  /** It waits for another server when its own is gone. */
  get keep(): boolean {
    return this.#keep;
  }

  /** Takes the lease. Throws when another server that lives has it. */
  lease(peer: Peer): void {
    if (this.#peer && this.#peer !== peer) {
      throw Object.assign(new Error('Another server that runs has this kernel'), { code: 'attached' });
    }
    this.#peer = peer;
  }

  has(peer: Peer): boolean {
    return this.#peer === peer;
  }

  run(process: HeldProcess, ended: () => void): void {
    this.#process = process;
    this.#exit = undefined;
    void process.exited.then((exit) => {
      if (process !== this.#process) return;
      this.#exit = exit;
      if (this.#peer) this.#peer.tell('exit', { id: this.id, pid: process.pid, exit, lastOutput: process.lastOutput });
      else this.#hangUp(process);
      this.#left = performance.now();
      ended();
    });
  }

  /** It is recorded, so there will be another server. */
  wait(): void {
    this.#keep = true;
  }

  hold(feed: KernelFeed, connection: ConnectionInfo, keep: boolean): void {
    this.#feed = feed;
    this.#connection = connection;
    this.#keep = keep;
    this.#stood = feed.connected;
  }

  /** How far the journal goes is told to the peer that has the lease. */
  follow(handle: number): void {
    const { id } = this;
    const peer = this.#peer;
    const feed = this.#feed;
    if (!peer || !feed) return;
    this.#detach();
    this.#stream = new HeadStream(handle, feed, peer);
    this.#states = feed.onState((state) => peer.tell('state', { id, state }));
    if (feed.connected && !this.#stood) peer.tell('state', { id, state: { type: 'connected' } });
    this.#requests = new RequestQueue(
      (channel, parts) => feed.send(channel, parts),
      (bytes) => peer.tell('taken', { id, bytes }),
    );
  }

  connect(connection: ConnectionInfo): void {
    this.#connection = connection;
  }

  /** The server lets go, or is gone. The kernel, its sockets and its journal stay. */
  leave(): void {
    this.#detach();
    this.#peer = undefined;
    this.#left = performance.now();
  }

  /** Nobody restarts it: its sockets need not look for it any longer. What it sent last may still be on its way. */
  #hangUp(process: HeldProcess): void {
    setTimeout(() => {
      if (!this.#peer && process === this.#process) void this.#feed?.disconnect();
    }, lastWordsMs).unref();
  }

  #detach(): void {
    this.#stream?.[Symbol.dispose]();
    this.#requests?.[Symbol.dispose]();
    this.#states?.[Symbol.dispose]();
    this.#stream = this.#requests = this.#states = undefined;
  }
}
