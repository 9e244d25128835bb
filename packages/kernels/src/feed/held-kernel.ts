import { hash } from 'node:crypto';
import { hostname } from 'node:os';
import type { ConnectionInfo } from '@himalia/contracts/kernels';
import { ByteNeedle, headerMember } from '@himalia/protocol/message';
import type { Block, BlockKind } from '../journal/block.ts';
import { encodeBody, whole } from '../journal/block-body.ts';
import type { BodyArena } from '../journal/body-arena.ts';
import { DiskReader } from '../journal/disk-reader.ts';
import type { JournalReader } from '../journal/journal.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { Channel, RequestChannel } from './channel.ts';
import { KeptNote } from './kept-note.ts';
import type { FeedState, KernelFeed } from './kernel-feed.ts';
import { KernelSockets } from './kernel-sockets.ts';
import { Listeners } from './listeners.ts';
import { Questions } from './questions.ts';

/** Kernels that say nothing are looked at so often whether their messages are too old. */
const agingMs = 600_000;
const status = new ByteNeedle('"status"');
const streams = new ByteNeedle('"stream"');

/** A kernel's sockets and its journal: every message is written before anybody hears of it. */
export class HeldKernel implements KernelFeed {
  readonly journal: JournalReader;
  readonly #writer: JournalWriter;
  readonly #blocks = new Listeners<Block>();
  readonly #states = new Listeners<FeedState>();
  readonly #ended: () => void;
  readonly #arena: BodyArena;
  readonly #room = (bytes: number): Buffer => this.#arena.room(bytes);
  readonly #questions = new Questions();
  readonly #aging: NodeJS.Timeout;
  #connection: ConnectionInfo;
  readonly #note: KeptNote;
  #sockets: KernelSockets | undefined;

  /** Bodies are made in the arena, which may be that of all kernels. `ended` is called when it is held no more. */
  constructor(connection: ConnectionInfo, writer: JournalWriter, arena: BodyArena, ended: () => void) {
    this.#connection = connection;
    this.#writer = writer;
    this.#arena = arena;
    this.#ended = ended;
    this.#note = new KeptNote(writer.folder);
    this.journal = new DiskReader(writer.folder, () => writer.head);
    this.#sockets = this.#connect(connection);
    this.#aging = setInterval(() => writer.dropAged(), agingMs).unref();
  }

  get connection(): ConnectionInfo {
    return this.#connection;
  }

  get connected(): boolean {
    return this.#sockets?.connected ?? false;
  }

  onBlock(listener: (block: Block) => unknown): Disposable {
    return this.#blocks.add(listener);
  }

  onState(listener: (state: FeedState) => void): Disposable {
    return this.#states.add(listener);
  }

  send(channel: RequestChannel, parts: readonly Buffer[]): boolean {
    // What is asked while iopub is not heard would be answered to nobody.
    if (channel === 'shell' && !this.connected) return false;
    if (!this.#sockets?.send(channel, parts)) return false;
    // What it causes comes in a later turn, so it is journalled behind this.
    const type = headerMember(parts[0]?.toString('latin1') ?? '', 'msg_type');
    const kept = type === 'execute_request' ? parts : this.#questions.answer(parts);
    if (kept) this.#append('request', channel, [kept]);
    return true;
  }

  note(parts: readonly Buffer[]): void {
    const type = headerMember(parts[0]?.toString('latin1') ?? '', 'msg_type');
    if (type === 'execute_reply') this.#append('shell', 'shell', [parts]);
    else this.#append('notice', 'iopub', [parts]);
  }

  get remembered(): string | undefined {
    return this.#note.text;
  }

  remember(text: string): void {
    this.#note.write(text);
  }

  async disconnect(): Promise<void> {
    const sockets = this.#sockets;
    this.#sockets = undefined;
    await sockets?.close();
  }

  async reconnect(connection: ConnectionInfo): Promise<void> {
    await this.disconnect();
    this.#connection = connection;
    this.#sockets = this.#connect(connection);
  }

  async release(): Promise<void> {}

  async end(): Promise<void> {
    this.#ended();
    clearInterval(this.#aging);
    await this.disconnect();
    this.#writer.remove();
  }

  #connect(connection: ConnectionInfo): KernelSockets {
    return new KernelSockets(connection, routingId(this.#writer.folder), {
      messages: (channel, messages) => {
        if (channel === 'stdin') this.#questions.ask(messages);
        this.#append(channel, channel, messages);
      },
      state: (state) => this.#states.emit(state),
    });
  }

  #append(kind: BlockKind, channel: Channel, messages: readonly (readonly Buffer[])[]): void {
    this.#arena.begin();
    const block = this.#writer.append(
      {
        kind,
        status: inHeaders(messages, status),
        streams: inHeaders(messages, streams),
        count: messages.length,
        body: encodeBody(channel, messages, this.#room),
      },
      (error) => this.#states.emit({ type: 'unwritten', problem: error.message }),
    );
    this.#arena.end(this.#blocks.emit(lasting(block)));
  }
}

/** A block whose body may be kept: pieces are views of what was read, so who asks for them gets a copy. */
function lasting(block: Block): Block {
  if (block.body.length < 2) return block;
  let copy: readonly Buffer[] | undefined;
  return {
    ...block,
    get body() {
      copy ??= [whole(block.body)];
      return copy;
    },
  };
}

/** Whether one of the messages may be of this type: the search is cheaper than reading types, and may find too much. */
function inHeaders(messages: readonly (readonly Buffer[])[], type: ByteNeedle): boolean {
  for (const message of messages) {
    const header = message[0];
    if (header !== undefined && type.isIn(header)) return true;
  }
  return false;
}

/** Whoever goes on with this journal has the same, so that it gets the replies to what was asked before; nobody else has. */
function routingId(folder: string): string {
  return `himalia-${hash('sha256', `${hostname()}\n${folder}`).slice(0, 32)}`;
}
