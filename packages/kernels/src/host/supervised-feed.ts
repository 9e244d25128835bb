import type { ConnectionInfo } from '@himalia/contracts/kernels';
import type { RequestChannel } from '../feed/channel.ts';
import { KeptNote } from '../feed/kept-note.ts';
import type { FeedState, KernelFeed } from '../feed/kernel-feed.ts';
import { Listeners } from '../feed/listeners.ts';
import { type Block, endOf } from '../journal/block.ts';
import type { BodyArena } from '../journal/body-arena.ts';
import { DiskReader } from '../journal/disk-reader.ts';
import type { JournalReader } from '../journal/journal.ts';
import { JournalFollower } from '../journal/journal-follower.ts';
import { frameKinds } from '../supervisor/frame.ts';
import { messageFrame, requestCost } from '../supervisor/frame-contents.ts';
import type { Peer } from '../supervisor/peer.ts';
import type { Held } from '../supervisor/talk.ts';

/** Bytes of requests on their way to the kernel's socket; one larger than this goes alone. */
const windowBytes = 4 * 1024 * 1024;
/** Of one kernel's messages in one turn of the event loop. */
const turnBytes = 512 * 1024;

type FeedSetup = {
  readonly id: string;
  readonly connection: ConnectionInfo;
  /** Folder of its journal, which the supervisor writes and this process only reads; and of what the next server is to remember. */
  readonly journal: string;
  /** For the bodies of its blocks. */
  readonly arena: BodyArena;
  /** It is this server's no more. */
  readonly left: () => void;
};

/** A kernel that the supervisor holds. */
export class SupervisedFeed implements KernelFeed {
  readonly id: string;
  readonly journal: JournalReader;
  readonly #setup: FeedSetup;
  readonly #blocks = new Listeners<Block>();
  readonly #states = new Listeners<FeedState>();
  #connection: ConnectionInfo;
  #peer: Peer | undefined;
  #handle = 0;
  readonly #follower: JournalFollower;
  /** The last message that was heard here, and the last one that the supervisor has written. */
  #head = 0;
  #written = 0;
  #following: NodeJS.Immediate | undefined;
  #connected = false;
  readonly #note: KeptNote;
  /** Bytes that were sent and that the kernel's socket did not take yet. */
  #sent = 0;

  constructor(setup: FeedSetup) {
    this.id = setup.id;
    this.#setup = setup;
    this.#connection = setup.connection;
    this.#note = new KeptNote(setup.journal);
    this.journal = new DiskReader(setup.journal, () => this.#head);
    this.#follower = new JournalFollower(setup.journal, setup.arena, 1);
  }

  get connection(): ConnectionInfo {
    return this.#connection;
  }

  get connected(): boolean {
    return this.#connected;
  }

  get remembered(): string | undefined {
    return this.#note.text;
  }

  get handle(): number {
    return this.#handle;
  }

  /** A supervisor holds it for this server now. */
  attached(peer: Peer, { handle, head, connected }: Held, first: boolean): void {
    this.#peer = peer;
    this.#handle = handle;
    this.#connected = connected;
    this.#sent = 0;
    // What the last supervisor could not write had numbers that are given again.
    if (first || head < this.#head) this.#head = head;
    this.#follower.moveTo(this.#head + 1);
    // Whoever awaits this listens before the next bytes of the socket are read.
    peer.tell('follow', { id: this.id, handle });
  }

  /** The supervisor is gone. */
  detached(): void {
    this.#peer = undefined;
    this.#connected = false;
    // On the next connection it may be another kernel's.
    this.#handle = 0;
  }

  /** The journal goes as far as this message. */
  written(head: number): void {
    this.#written = head;
    if (!this.#following) this.#follow(turnBytes);
  }

  /** What is in no journal comes behind all that was written before it. */
  unwritten(block: Block): void {
    this.#written = block.first - 1;
    this.#follow(Number.POSITIVE_INFINITY);
    this.#emit(block);
    this.#follower.moveTo(endOf(block));
  }

  taken(bytes: number): void {
    this.#sent -= bytes;
  }

  tell(state: FeedState): void {
    if (state.type === 'connected') this.#connected = true;
    this.#states.emit(state);
  }

  onBlock(listener: (block: Block) => unknown): Disposable {
    return this.#blocks.add(listener);
  }

  onState(listener: (state: FeedState) => void): Disposable {
    return this.#states.add(listener);
  }

  send(channel: RequestChannel, parts: readonly Buffer[]): boolean {
    const peer = this.#peer;
    if (!peer || !this.#connected || this.#sent > windowBytes) return false;
    this.#sent += requestCost(parts);
    peer.send(frameKinds.message, messageFrame(this.#handle, channel, parts));
    return true;
  }

  note(parts: readonly Buffer[]): void {
    this.#peer?.send(frameKinds.message, messageFrame(this.#handle, 'note', parts));
  }

  remember(text: string): void {
    this.#note.write(text);
  }

  async disconnect(): Promise<void> {
    this.#connected = false;
    await this.#ask((peer) => peer.ask('disconnect', { id: this.id }));
  }

  async reconnect(connection: ConnectionInfo): Promise<void> {
    this.#connection = connection;
    this.#connected = false;
    await this.#ask((peer) => peer.ask('reconnect', { id: this.id, connection }));
  }

  async release(): Promise<void> {
    this.#setup.left();
    await this.#ask((peer) => peer.ask('release', { id: this.id }));
    this.#leave();
  }

  async end(): Promise<void> {
    this.#setup.left();
    await this.#ask((peer) => peer.ask('end', { id: this.id }));
    this.#leave();
  }

  /** Tells what was written, up to about so many bytes; the rest in the next turn, so that other kernels come in between. */
  #follow(mostBytes: number): void {
    clearImmediate(this.#following);
    this.#following = undefined;
    try {
      if (this.#advance(mostBytes)) this.#following = setImmediate(() => this.#follow(turnBytes));
    } catch (error) {
      // A disk that cannot be read: clients see what they miss by its number, and ask the journal.
      this.#states.emit({ type: 'unwritten', problem: (error as Error).message });
    }
  }

  /** Answers whether there may be more. */
  #advance(mostBytes: number): boolean {
    const most = this.#follower.bytes + mostBytes;
    for (let block = this.#follower.take(this.#written); block; block = this.#follower.take(this.#written)) {
      this.#follower.used(this.#emit(block));
      if (this.#follower.bytes >= most) return true;
    }
    return false;
  }

  #leave(): void {
    this.detached();
    clearImmediate(this.#following);
    this.#follower.close();
  }

  #emit(block: Block): boolean {
    this.#head = endOf(block) - 1;
    return this.#blocks.emit(block);
  }

  /** Where the supervisor is gone there is nothing to ask of it: the next one begins with what is known here. */
  async #ask(question: (peer: Peer) => Promise<unknown>): Promise<void> {
    if (this.#peer) await question(this.#peer).catch(() => undefined);
  }
}
