import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, ConnectionInfo, HeldProcess } from '@himalia/contracts/kernels';
import type { Log } from '@himalia/core';
import { dropOldest } from '../drop-oldest.ts';
import type { HeldModel } from '../feed/held-model.ts';
import { type HeldPlaces, heldPlaces, removeHeld } from '../feed/held-places.ts';
import type { KernelFeed, KernelRemains } from '../feed/kernel-feed.ts';
import { LeftJournal } from '../feed/left-journal.ts';
import { BodyArena } from '../journal/body-arena.ts';
import type { JournalLimits } from '../journal/journal.ts';
import { connectSupervisor, findSupervisor } from '../supervisor/connect-supervisor.ts';
import { type Frame, frameKinds } from '../supervisor/frame.ts';
import { readBlockFrame, readHeadFrame } from '../supervisor/frame-contents.ts';
import { Peer } from '../supervisor/peer.ts';
import { supervisorPlaces } from '../supervisor/supervisor-folder.ts';
import type { TellName, Tells } from '../supervisor/talk.ts';
import type { KernelHost, ProcessName } from './kernel-host.ts';
import { SupervisedFeed } from './supervised-feed.ts';
import { SupervisedProcess } from './supervised-process.ts';
import { sweepLeft } from './sweep-left.ts';
import { withParent } from './with-parent.ts';

type SupervisedHostOptions = {
  /** Jupyter's runtime folder: one supervisor each. */
  readonly runtime: string;
  readonly limits: JournalLimits;
  /** Kernels wait for the next server when this one is killed. Else the supervisor ends them. */
  readonly keep: boolean;
  readonly log: Log;
};
/** The process that never goes: kernels stay when supervisor and server do. */
const nobody = 1;
const keptEnds = 100;
/** How long it may take to find one that talks. */
const patienceMs = 10_000;
const firstPauseMs = 100;
const longestPauseMs = 5000;

/**
 * Kernels that a process of their own holds: the supervisor, which outlives this server. When the supervisor is killed,
 * another one is started, and goes on with the kernels that live.
 */
export class SupervisedHost implements KernelHost {
  readonly #options: SupervisedHostOptions;
  readonly #places: HeldPlaces;
  readonly #arena = new BodyArena();
  readonly #processes = new Map<string, SupervisedProcess>();
  readonly #feeds = new Map<string, SupervisedFeed>();
  readonly #byHandle = new Map<number, SupervisedFeed>();
  /** Ends that were told before the answer that tells of the process was read. */
  readonly #early = new Map<number, Tells['exit']>();
  #peer: Promise<Peer> | undefined;
  /** The last of those who start processes. */
  #spawning: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: SupervisedHostOptions) {
    this.#options = options;
    this.#places = heldPlaces(supervisorPlaces(options.runtime).folder);
  }

  /** The supervisor's process; one is started where none runs. */
  async pid(): Promise<number | undefined> {
    return (await this.#supervisor()).pid;
  }

  /** One after the other: while it starts a process the supervisor answers nothing else, and hundreds would keep it from that for long. */
  async spawn({ kernelId: id, argv, cwd, env }: Command): Promise<HeldProcess> {
    const spawning = this.#spawning.then(async () => {
      const peer = await this.#supervisor();
      return this.#watch(id, await peer.ask('spawn', { id, argv, cwd, env: withParent(env, nobody) }));
    });
    this.#spawning = spawning.catch(() => undefined);
    return await spawning;
  }

  async adopt(id: string, { pid, startTime }: ProcessName): Promise<HeldProcess | undefined> {
    const peer = await this.#supervisor();
    return (await peer.ask('adopt', { id, pid, startTime })) ? this.#watch(id, { pid, startTime }) : undefined;
  }

  async hold(id: string, connection: ConnectionInfo): Promise<KernelFeed> {
    const feed = new SupervisedFeed({
      id,
      connection,
      journal: this.#places.journal(id),
      arena: this.#arena,
      left: () => this.#left(id),
    });
    await this.#attach(await this.#supervisor(), feed, true);
    this.#feeds.set(id, feed);
    return feed;
  }

  async clear(id: string): Promise<void> {
    await removeHeld(this.#places, id);
    const peer = await this.#peer?.catch(() => undefined);
    await peer?.ask('release', { id }).catch(() => undefined); // where it has ended itself there is no lease
  }

  leftBy(id: string): KernelRemains {
    return new LeftJournal(this.#places.journal(id), this.#options.limits);
  }

  async sweep(known: ReadonlySet<string>): Promise<void> {
    const held = await this.held();
    await sweepLeft(this.#places, new Set([...known, ...held.map(({ id }) => id)]), this.#options.limits.ageMs);
  }

  /** Where no supervisor runs none is started to hold nothing. */
  async held(): Promise<readonly HeldModel[]> {
    const socket = await findSupervisor(this.#options.runtime);
    socket?.destroy();
    if (!socket) return [];
    return await (await this.#supervisor()).ask('held', null);
  }

  /** Kernels stay where they are. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const peer = await this.#peer?.catch(() => undefined);
    peer?.[Symbol.dispose]();
  }

  #watch(id: string, known: { readonly pid: number; readonly startTime?: string }): SupervisedProcess {
    const process = new SupervisedProcess(id, known, this.#places.output(id), (signal) => {
      this.#supervisor().then(
        (peer) => peer.tell('signal', { id, signal }),
        (error: Error) => this.#options.log.warn('signal not sent', { kernel: id, error: error.message }),
      );
    });
    this.#processes.set(id, process);
    const end = this.#early.get(process.pid);
    if (end) process.end(end.exit, end.lastOutput);
    this.#early.delete(process.pid);
    void process.exited.then(() => {
      if (this.#processes.get(id) === process) this.#processes.delete(id);
    });
    return process;
  }

  #left(id: string): void {
    this.#byHandle.delete(this.#feeds.get(id)?.handle ?? 0);
    this.#feeds.delete(id);
    this.#processes.delete(id);
  }

  #supervisor(): Promise<Peer> {
    if (this.#closed) return Promise.reject(new Error('this server has let go of its kernels'));
    this.#peer ??= this.#connect().catch((error) => {
      this.#peer = undefined;
      throw error;
    });
    return this.#peer;
  }

  /** One that ends at this moment accepts, and says nothing: then there is another one soon. */
  async #connect(): Promise<Peer> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const peer = this.#greet(await connectSupervisor(this.#options.runtime));
      try {
        await peer.ready;
        return peer;
      } catch (error) {
        if (performance.now() > until) throw error;
        await sleep(firstPauseMs);
      }
    }
  }

  #greet(socket: Socket): Peer {
    let greeted = false;
    const peer: Peer = new Peer(socket, {
      answer: () => Promise.reject(new Error('a server answers nothing')),
      told: (name, given) => this.#told(name, given),
      frame: (frame) => this.#take(frame),
      closed: () => {
        if (greeted) this.#lost();
      },
    });
    peer.ready.then(
      () => {
        greeted = true;
      },
      () => undefined,
    );
    return peer;
  }

  async #attach(peer: Peer, feed: SupervisedFeed, first: boolean): Promise<void> {
    const { id, connection } = feed;
    const { limits, keep } = this.#options;
    const held = await peer.ask('hold', { id, connection, limits, keep });
    this.#byHandle.set(held.handle, feed);
    feed.attached(peer, held, first);
  }

  #told(name: TellName, given: Tells[TellName]): void {
    const feed = this.#feeds.get(given.id);
    if (name === 'taken') feed?.taken((given as Tells['taken']).bytes);
    else if (name === 'state') feed?.tell((given as Tells['state']).state);
    else if (name === 'exit') {
      this.#ended(given as Tells['exit']);
    }
  }

  #ended(end: Tells['exit']): void {
    const process = this.#processes.get(end.id);
    if (process?.pid === end.pid) process.end(end.exit, end.lastOutput);
    else this.#early.set(end.pid, end);
    dropOldest(this.#early, keptEnds);
  }

  #take({ kind, payload }: Frame): void {
    if (kind === frameKinds.head) {
      const { handle, head } = readHeadFrame(payload);
      this.#byHandle.get(handle)?.written(head);
    } else {
      const { handle, block } = readBlockFrame(payload);
      this.#byHandle.get(handle)?.unwritten(block);
    }
  }

  #lost(): void {
    this.#peer = undefined;
    this.#byHandle.clear();
    for (const feed of this.#feeds.values()) feed.detached();
    if (!this.#closed && this.#feeds.size + this.#processes.size > 0) void this.#regain();
  }

  /** Starts another supervisor, until there is one; it goes on with the kernels of the last one. */
  async #regain(): Promise<void> {
    this.#options.log.warn('The supervisor of kernels is gone; another one is started.');
    for (let pauseMs = firstPauseMs; !this.#closed; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      try {
        const peer = await this.#supervisor();
        await Promise.all([...this.#processes.values()].map((process) => this.#regainProcess(peer, process)));
        await Promise.all([...this.#feeds.values()].map((feed) => this.#attach(peer, feed, false)));
        return;
      } catch (error) {
        this.#options.log.error('no supervisor of kernels', { error: (error as Error).message });
      }
      await sleep(pauseMs, undefined, { ref: false });
    }
  }

  async #regainProcess(peer: Peer, process: SupervisedProcess): Promise<void> {
    const { id, pid, startTime } = process;
    if (startTime === undefined || !(await peer.ask('adopt', { id, pid, startTime }))) process.end();
  }
}
