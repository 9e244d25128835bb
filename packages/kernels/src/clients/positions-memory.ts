import type { KernelFeed } from '../feed/kernel-feed.ts';
import type { KernelClients } from './kernel-clients.ts';

type Feed = Pick<KernelFeed, 'remembered' | 'remember'>;
type Clients = Pick<KernelClients, 'positions' | 'restore'>;

/** Positions are told at most so often, in milliseconds. */
const pauseMs = 50;
/** The first change after a pause is told after this: a block is followed by its acknowledgement. */
const settleMs = 10;
const told = 100;

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

  /** Somebody's position is another one now. */
  changed(): void {
    this.#changed = true;
    if (this.#pause) return;
    this.#pause = setTimeout(() => this.#rest(), pauseMs);
    this.#pause.unref();
    setTimeout(() => this.#tell(), settleMs).unref();
  }

  /** Tells at once what was not told yet. */
  flush(): void {
    this.#tell();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#pause);
    this.#changed = false;
  }

  #rest(): void {
    this.#pause = undefined;
    if (this.#changed) this.changed();
  }

  #tell(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const text = JSON.stringify(this.#clients.positions().slice(-told));
    if (text === this.#last) return;
    this.#last = text;
    this.#feed.remember(text);
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
