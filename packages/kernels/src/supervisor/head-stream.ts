import type { KernelFeed } from '../feed/kernel-feed.ts';
import type { Block } from '../journal/block.ts';
import { frameKinds } from './frame.ts';
import { blockFrame, headFrame } from './frame-contents.ts';
import type { Peer } from './peer.ts';

/**
 * Tells the server that has a kernel how far its journal goes; the server reads it from there. So the bytes of messages cross
 * no socket, and nothing waits here for a slow server. What could not be written goes over as it is, if the server reads.
 */
export class HeadStream implements Disposable {
  readonly #handle: number;
  readonly #feed: KernelFeed;
  readonly #peer: Peer;
  readonly #listening: Disposable;
  /** The last number that was told. */
  #told = 0;

  constructor(handle: number, feed: KernelFeed, peer: Peer) {
    this.#handle = handle;
    this.#feed = feed;
    this.#peer = peer;
    this.#listening = feed.onBlock((block) => this.#written(block));
    this.goOn();
  }

  /** To be called when the peer reads again. */
  goOn(): void {
    const { head } = this.#feed.journal;
    if (head === this.#told || this.#peer.full) return;
    this.#told = head;
    this.#peer.send(frameKinds.head, headFrame(this.#handle, head));
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }

  /** Nobody keeps its bytes, unless they wait to be sent. */
  #written(block: Block): boolean {
    if (!block.unwritten) this.goOn();
    else if (!this.#peer.full) return this.#peer.send(frameKinds.block, blockFrame(this.#handle, block));
    return false;
  }
}
