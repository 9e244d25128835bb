import type { KernelFeed } from '../host/kernel-host.ts';
import { type Block, endOf } from '../journal/block.ts';
import { frameKinds } from './frame.ts';
import { blockFrame } from './frame-contents.ts';
import type { Peer } from './peer.ts';

const portionBytes = 1024 * 1024;

/**
 * Blocks of one kernel on their way to the server that has it: as they come while it reads, from the journal when it does not.
 * So nothing waits here for a slow server.
 */
export class BlockStream implements Disposable {
  readonly handle: number;
  readonly #feed: KernelFeed;
  readonly #peer: Peer;
  readonly #listening: Disposable;
  /** The sequence number to go on with. */
  #next: number;
  #reading = false;
  #ended = false;

  constructor(handle: number, feed: KernelFeed, peer: Peer, from: number) {
    this.handle = handle;
    this.#feed = feed;
    this.#peer = peer;
    this.#next = from;
    this.#listening = feed.onBlock((block) => this.#live(block));
    this.goOn();
  }

  /** To be called when the peer reads again. */
  goOn(): void {
    if (!this.#reading && !this.#ended && this.#next <= this.#feed.journal.head) void this.#catchUp();
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#listening[Symbol.dispose]();
  }

  /** Answers whether its bytes are kept. */
  #live(block: Block): boolean {
    if (this.#reading || block.first !== this.#next) this.goOn();
    else if (!this.#peer.full) return this.#send(block);
    return false;
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    try {
      while (!this.#peer.full && !this.#ended && this.#next <= this.#feed.journal.head) {
        const { blocks, next } = await this.#feed.journal.read(this.#next, portionBytes);
        if (this.#ended || next <= this.#next) return;
        for (const block of blocks) this.#send(block);
        this.#next = next;
      }
    } finally {
      this.#reading = false;
    }
  }

  #send(block: Block): boolean {
    const kept = this.#peer.send(frameKinds.block, blockFrame(this.handle, block));
    this.#next = endOf(block);
    return kept;
  }
}
