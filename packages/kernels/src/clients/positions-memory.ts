import type { KernelFeed } from '../feed/kernel-feed.ts';
import type { KernelClients } from './kernel-clients.ts';

type Feed = Pick<KernelFeed, 'remembered' | 'remember'>;
type Clients = Pick<KernelClients, 'positions' | 'restore'>;

/** What clients have read is told at most so often, in milliseconds, and looked at again after `settleMs` where it was nothing new. */
const pauseMs = 50;
const settleMs = 10;
const mostTold = 100;

/** Tells where clients are in the journal to who outlives this server, so that the next one goes on there. */
export class PositionsMemory implements Disposable {
  readonly #feed: Feed;
  readonly #clients: Clients;
  #last: string;
  #pause: NodeJS.Timeout | undefined;
  #changed = false;

  /** Restores what an earlier server remembered. */
  constructor(feed: Feed, clients: Clients) {
    this.#feed = feed;
    this.#clients = clients;
    this.#last = feed.remembered ?? '[]';
    clients.restore(read(this.#last));
  }

  /** Somebody may have read more. That is told now, or at the end of the pause after the last time. */
  changed(): void {
    this.#changed = true;
    if (this.#pause) return;
    const rest = (): void => {
      this.#pause = undefined;
      if (this.#changed) this.changed();
    };
    this.#pause = setTimeout(rest, this.tell() ? pauseMs : settleMs).unref();
  }

  /** Tells at once; false where there is nothing new. */
  tell(): boolean {
    this.#changed = false;
    const text = JSON.stringify(this.#clients.positions().slice(-mostTold));
    if (text === this.#last) return false;
    this.#last = text;
    this.#feed.remember(text);
    return true;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#pause);
    this.#changed = false;
  }
}

function read(text: string): [string, number][] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isPosition) : [];
  } catch {
    return [];
  }
}

function isPosition(value: unknown): value is [string, number] {
  return Array.isArray(value) && typeof value[0] === 'string' && Number.isSafeInteger(value[1]);
}
