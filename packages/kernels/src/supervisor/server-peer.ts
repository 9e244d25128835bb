import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { isRequestChannel } from '../feed/channel.ts';
import type { KernelFeed } from '../feed/kernel-feed.ts';
import type { JournalLimits } from '../journal/journal.ts';
import type { KernelProcesses } from '../processes/kernel-processes.ts';
import { type Frame, FrameError, frameKinds } from './frame.ts';
import { readMessageFrame } from './frame-contents.ts';
import type { KernelSlot } from './kernel-slot.ts';
import type { KernelSlots } from './kernel-slots.ts';
import { Peer } from './peer.ts';
import type { AskName, Asks, Held, SpawnGiven, TellName, Tells } from './talk.ts';

type Answers = { readonly [Name in AskName]: (given: Asks[Name]['given']) => Promise<Asks[Name]['got']> };

/** Names become names of files. */
function checked(id: string): string {
  if (!/^[\w-]{1,200}$/.test(id)) throw new FrameError('a kernel has no such id');
  return id;
}

type ServerPeerSetup = {
  readonly slots: KernelSlots;
  readonly processes: KernelProcesses;
  /** Whether there are supervisors of other versions that servers use. */
  readonly othersLive: () => Promise<boolean>;
  /** The other side speaks a newer version. */
  readonly newer: () => void;
  /** The connection is closed. */
  readonly left: () => void;
};

/** A server, or the command line, as its supervisor sees it. */
export class ServerPeer {
  readonly #slots: KernelSlots;
  readonly #processes: KernelProcesses;
  readonly #othersLive: () => Promise<boolean>;
  readonly #peer: Peer;
  readonly #byHandle = new Map<number, KernelSlot>();
  #handles = 0;
  readonly #answers: Answers = {
    spawn: (given) => this.#spawn(given),
    adopt: (given) => this.#adopt(given),
    held: async () => this.#slots.all().map(({ info }) => info),
    hold: (given) => this.#hold(given),
    disconnect: async ({ id }) => this.#feed(id).disconnect().then(nothing),
    reconnect: async ({ id, connection }) => {
      this.#own(id).connect(connection);
      return this.#feed(id).reconnect(connection).then(nothing);
    },
    release: async ({ id }) => {
      const slot = this.#own(id);
      this.#leave(slot);
      this.#slots.forget(slot);
      return null;
    },
    end: (given) => this.#end(given.id),
  };

  constructor(socket: Socket, { slots, processes, othersLive, newer, left }: ServerPeerSetup) {
    this.#slots = slots;
    this.#processes = processes;
    this.#othersLive = othersLive;
    this.#peer = new Peer(socket, {
      answer: async (name, given) => {
        if (!Object.hasOwn(this.#answers, name)) throw new Error(`nobody answers ${name}`);
        return await this.#answers[name](given);
      },
      told: (name, given) => this.#told(name, given),
      frame: (frame) => this.#take(frame),
      newer,
      closed: () => {
        for (const slot of slots.all()) if (slot.has(this.#peer)) this.#abandon(slot);
        left();
      },
    });
    this.#peer.onDrain(() => {
      for (const slot of this.#byHandle.values()) slot.stream?.goOn();
    });
  }

  async #spawn({ id, ...options }: SpawnGiven): Promise<Asks['spawn']['got']> {
    const slot = this.#slots.slot(checked(id));
    slot.lease(this.#peer);
    if (slot.running) throw new Error('its last process has not ended');
    const { pid, startTime } = await this.#started(slot, options);
    return { pid, ...(startTime === undefined ? {} : { startTime }) };
  }

  async #started(
    slot: KernelSlot,
    options: Omit<SpawnGiven, 'id'>,
  ): Promise<{ pid: number; startTime: string | undefined }> {
    try {
      const process = await this.#processes.spawn(slot.id, options);
      slot.run(process, () => this.#slots.forget(slot));
      return process;
    } catch (error) {
      this.#slots.forget(slot);
      throw error;
    }
  }

  async #adopt({ id, pid, startTime }: Asks['adopt']['given']): Promise<boolean> {
    const slot = this.#slots.slot(checked(id));
    slot.lease(this.#peer);
    if (slot.running?.pid === pid && slot.running.startTime === startTime) return true;
    if (await this.#othersLive()) {
      slot.leave();
      this.#slots.forget(slot);
      const why = 'a supervisor of another version of Himalia lives, and a server uses it';
      throw Object.assign(new Error(why), { code: 'attached' });
    }
    const process = await this.#processes.adopt(id, pid, startTime);
    if (process) {
      slot.run(process, () => this.#slots.forget(slot));
      slot.wait();
    }
    // Where it is gone, the lease says who tells of its end, and writes down what it said.
    return process !== undefined;
  }

  async #hold({ id, connection, limits, keep }: Asks['hold']['given']): Promise<Held> {
    const slot = this.#slots.slot(checked(id));
    slot.lease(this.#peer);
    const feed = this.#open(slot, connection, limits);
    slot.hold(feed, connection, keep);
    const { head } = feed.journal;
    const handle = ++this.#handles;
    this.#byHandle.set(handle, slot);
    return { handle, head, connected: feed.connected };
  }

  /** A kernel that runs already and whose journal cannot be opened is free again. */
  #open(slot: KernelSlot, connection: ConnectionInfo, limits: JournalLimits): KernelFeed {
    try {
      return slot.feed ?? this.#slots.open(slot, connection, limits);
    } catch (error) {
      if (slot.keep) slot.leave();
      throw error;
    }
  }

  async #end(id: string): Promise<null> {
    const slot = this.#own(id);
    const { feed } = slot;
    this.#leave(slot);
    this.#slots.remove(slot);
    await feed?.end();
    return null;
  }

  #told(name: TellName, given: Tells[TellName]): void {
    const slot = this.#slots.find(given.id);
    if (!slot?.has(this.#peer)) return; // it is gone, or another's, meanwhile
    if (name === 'signal') slot.running?.signal((given as Tells['signal']).signal);
    else if (name === 'follow') this.#follow(slot, given as Tells['follow']);
  }

  #follow(slot: KernelSlot, { handle }: Tells['follow']): void {
    if (this.#byHandle.get(handle) === slot) slot.follow(handle);
  }

  #take({ kind, payload }: Frame): void {
    if (kind !== frameKinds.message) throw new FrameError('a server sends nothing of that kind');
    const { handle, target, parts } = readMessageFrame(payload);
    const slot = this.#byHandle.get(handle);
    if (!slot?.has(this.#peer)) return;
    if (!isRequestChannel(target)) slot.feed?.note(parts);
    else if (slot.requests?.push(target, parts) === false) throw new FrameError('it sends more than kernels take');
  }

  /** Nothing of it is kept: a server may end any number of kernels. */
  #leave(slot: KernelSlot): void {
    slot.leave();
    for (const [handle, its] of this.#byHandle) if (its === slot) this.#byHandle.delete(handle);
  }

  /** A kernel that waits for nobody ends: whose server never held it, or said that no other one will ask for it. */
  #abandon(slot: KernelSlot): void {
    slot.leave();
    if (slot.keep) return;
    slot.running?.signal('SIGKILL');
    this.#slots.remove(slot);
    void slot.feed?.end();
  }

  #own(id: string): KernelSlot {
    const slot = this.#slots.find(id);
    if (!slot?.has(this.#peer)) throw new Error(`this server has no kernel ${id}`);
    return slot;
  }

  #feed(id: string): KernelFeed {
    const { feed } = this.#own(id);
    if (!feed) throw new Error(`the kernel ${id} is not held`);
    return feed;
  }
}

function nothing(): null {
  return null;
}
