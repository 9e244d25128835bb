import type { Socket } from '@himalia/contracts/http';
import { type Block, bodyBytes, endOf } from '../journal/block.ts';
import type { JournalReader } from '../journal/journal.ts';
import type { Audience } from './audience.ts';
import { catchUp, type Position, replay } from './catch-up.ts';
import { ClientPings } from './client-pings.ts';
import type { LiveBlock } from './live-block.ts';
import type { Form, Outgoing } from './outgoing.ts';
import { PortionMemory } from './portion-memory.ts';
import { RateLimit, type RateLimits } from './rate-limit.ts';
import { SentPieces } from './sent-pieces.ts';

/** What a client reads from. */
export type Source = {
  readonly journal: JournalReader;
  readonly audience: Audience;
  /** A client acknowledged more. */
  readonly acknowledged?: () => void;
  /** Of the output of each connection; none unless said. */
  readonly rates?: RateLimits | undefined;
};

/** A socket with more than this unsent lags; what follows is read from the journal when there is room again. */
const laggingBytes = 1024 * 1024;
/** How long streams are gathered for a client that is behind, in milliseconds, unless it catches up or so much has come before. */
const gatherMs = 100;
const gatherBytes = 512 * 1024;
/** A closing handshake takes a moment, unless the connection was cut; in milliseconds. */
const leavingMs = 1000;

/**
 * One session of a client at a kernel: a position in the kernel's journal. As long as it keeps up it gets blocks as they come;
 * when it was away, or reads slower than the kernel writes, it reads from the journal. It outlives its WebSocket.
 */
export class ChannelClient {
  readonly session: string;
  readonly #source: Source;
  /** Another object for each connection: what still reads for the last one must not move it. */
  #position: Position;
  readonly #replays: { readonly messageId: string; at: number }[] = [];
  #socket: Socket | undefined;
  #pings: ClientPings | undefined;
  /** The socket whose place was taken, until it is known how it ended; so long nothing is written to the new one. */
  #leaving: { readonly socket: Socket; readonly pings: ClientPings; readonly limit: NodeJS.Timeout } | undefined;
  #limit: RateLimit | undefined;
  #form: Form = 'v1';
  /** Not in step with the kernel: blocks are left to be read from the journal. */
  #lags = false;
  #pumping: Socket | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #gathered = 0;
  /** Time it went away, in milliseconds. */
  awaySince = 0;
  /** Who took its place: a session that came after this one had left. */
  successor: ChannelClient | undefined;

  /**
   * It begins at a position; `doubtsUntil`: what comes before it may have been sent by a server that was killed. Or as a successor, in the
   * place of a client that has left, with what that one may have got.
   */
  constructor(session: string, from: number | ChannelClient, source: Source, doubtsUntil = 0) {
    this.session = session;
    const place = typeof from === 'number' ? { next: from, doubtsUntil, pieces: undefined } : from.#position;
    this.#position = { ...place, pieces: new SentPieces(place.pieces), skipsUntil: 0 };
    if (typeof from !== 'number') from.successor = this;
    this.#source = source;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  get open(): boolean {
    return this.#socket?.closed === false;
  }

  /** The sequence number of what it gets next, should its connection end in order now. */
  get position(): number {
    return this.#position.next;
  }

  /** The same, should this server be killed now. */
  get acknowledged(): number {
    return this.#pings?.position ?? this.position;
  }

  /**
   * Goes on over this socket: first what it missed. An earlier socket is closed, without a code so that it may come back, and
   * asked by that how far it was read: JupyterLab comes back on `restarting` before it is seen to have left, and would come
   * back for ever if it was told that again.
   */
  attach(socket: Socket, form: Form): void {
    const before = this.#socket;
    const pings = this.#pings;
    if (before) this.#reposition(false);
    this.#socket = socket;
    this.#form = form;
    this.#limit = this.#source.rates && new RateLimit(this.#source.rates);
    this.#pings = undefined;
    if (before && pings && !this.#leaving) {
      this.#leaving = { socket: before, pings, limit: setTimeout(() => this.#left(false), leavingMs).unref() };
    }
    before?.close();
    this.#begin();
  }

  /** False when another socket has taken this one's place. Clean: the client said that it leaves. */
  detach(socket: Socket, clean: boolean): boolean {
    if (socket === this.#leaving?.socket) this.#left(clean);
    if (socket !== this.#socket) return false;
    this.#reposition(clean);
    this.#socket = undefined;
    this.#pings = undefined;
    this.#replays.length = 0;
    this.#stopGathering();
    this.awaySince = performance.now();
    return true;
  }

  /** Of the output that it has not got yet it wants none. */
  skip(): void {
    this.#position.skipsUntil = this.#source.journal.head;
  }

  /** Sends again what came of a request that the journal holds, up to its position. */
  replay(messageId: string, from: number): void {
    this.#replays.push({ messageId, at: from });
    this.#lag();
  }

  /** Each block of the kernel, in order. Answers whether its bytes are kept, until they are written. */
  deliver(live: LiveBlock): boolean {
    const socket = this.#socket;
    if (!socket || this.#waits(live.block, socket)) return false;
    const limit = live.block.kind === 'iopub' ? this.#limit : undefined;
    const outgoing = limit ? live.limited(limit) : live.for(this);
    if (outgoing && this.#gathers(live.block)) return false;
    this.#position.next = endOf(live.block);
    if (!outgoing) return false;
    this.#write(socket, outgoing);
    // What the system took at once is kept by nobody.
    return socket.bufferedAmount > 0;
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** How the socket ended whose place was taken is known, or takes too long. */
  #left(clean: boolean): void {
    const leaving = this.#leaving;
    if (!leaving) return;
    clearTimeout(leaving.limit);
    this.#leaving = undefined;
    const { position, positionClosed } = leaving.pings;
    this.#position.next = Math.max(this.#position.next, clean ? positionClosed : position);
    this.#begin();
  }

  #begin(): void {
    const socket = this.#socket;
    if (socket && !this.#leaving) {
      this.#pings = new ClientPings(socket, this.#position.next, () => {
        this.#source.acknowledged?.();
        this.#answered();
      });
    }
    this.#lag();
  }

  #reposition(clean: boolean): void {
    const next = (clean ? this.#pings?.positionClosed : this.#pings?.position) ?? this.position;
    // What an earlier connection had on its way may be there as well.
    const doubtsUntil = Math.max(this.position, this.#position.doubtsUntil);
    this.#position = { ...this.#position, next, doubtsUntil };
  }

  /** It is not in step, or from now on not any more. */
  #waits(block: Block, socket: Socket): boolean {
    if (this.#lags) {
      if (this.#gathering && block.kind === 'iopub') this.#gather(bodyBytes(block));
      return true;
    }
    const inStep = block.first === this.#position.next && !socket.closed && socket.bufferedAmount < laggingBytes;
    if (!inStep) this.#lag();
    return !inStep;
  }

  /** A client that is behind is better off with few messages of much text than with thousands of little. */
  #gathers(block: Block): boolean {
    if (block.kind !== 'iopub' || !block.streams || !this.#pings?.behind) return false;
    this.#lags = true;
    this.#gathering = setTimeout(() => this.#answered(), gatherMs);
    this.#gather(bodyBytes(block));
    return true;
  }

  #gather(bytes: number): void {
    this.#gathered += bytes;
    if (this.#gathered > gatherBytes) this.#answered();
  }

  /** It reads on, or enough was gathered. */
  #answered(): void {
    if (!this.#gathering) return;
    this.#stopGathering();
    this.#lag();
  }

  #stopGathering(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#gathered = 0;
  }

  #lag(): void {
    this.#stopGathering();
    this.#lags = true;
    const socket = this.#socket;
    if (!socket || this.#leaving || this.#pumping === socket) return;
    this.#pumping = socket;
    this.#pump(socket).catch(() => socket.terminate());
  }

  /** Reads and writes in portions until it is in step again. */
  async #pump(socket: Socket): Promise<void> {
    // One for all portions: each is written before the next is read. Others of this client may still be on their way.
    let memory: PortionMemory | undefined;
    while (this.#isOpen(socket)) {
      if (!this.#inStep()) memory ??= PortionMemory.take();
      memory?.begin();
      const outgoing = await this.#portion(memory);
      if (!this.#isOpen(socket)) return;
      if (outgoing) await new Promise<void>((written) => this.#write(socket, outgoing, written));
      else if (this.#inStep()) {
        this.#pumping = undefined;
        this.#lags = false;
        memory?.give();
        return;
      }
    }
  }

  /** Nothing comes between the last portion and the next block: both happen in this process, one after the other. */
  #inStep(): boolean {
    return this.#replays.length === 0 && this.#position.next > this.#source.journal.head;
  }

  async #portion(memory: PortionMemory | undefined): Promise<Outgoing | undefined> {
    const [again] = this.#replays;
    if (!again) return await this.#missed(memory);
    const { outgoing, next } = await replay(
      this,
      { ...this.#source, memory },
      { ...again, until: this.#position.next },
    );
    again.at = next;
    if (next >= this.#position.next) this.#replays.shift();
    return outgoing;
  }

  async #missed(memory: PortionMemory | undefined): Promise<Outgoing | undefined> {
    const position = this.#position;
    const source = { ...this.#source, limit: this.#limit, memory };
    const outgoing = await catchUp(this, source, position);
    if (outgoing) position.pieces.add(outgoing.pieces, this.#pings?.position ?? position.next);
    return outgoing;
  }

  #isOpen(socket: Socket): boolean {
    return socket === this.#socket && !socket.closed;
  }

  /** A ping goes before the last message: a client that waits for one message at a time answers when it reads that one. */
  #write(socket: Socket, outgoing: Outgoing, written?: () => void): void {
    const pings = this.#pings;
    const end = this.#position.next;
    const form = this.#form;
    if (pings?.due(outgoing.count)) {
      const [before, last] = outgoing.parted(form);
      if (before.length > 0) {
        socket.sendFramed(before);
        pings.sent(outgoing.count - 1, outgoing.lastAt);
      }
      const behind = before.length > 0 ? 1 : outgoing.count;
      pings.ask(behind === 1 ? end : undefined);
      socket.sendFramed(last, written);
      pings.sent(behind, end);
    } else {
      socket.sendFramed(outgoing.frames(form), written);
      pings?.sent(outgoing.count, end);
    }
  }
}
