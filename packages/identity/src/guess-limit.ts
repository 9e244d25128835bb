import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

type Guesses = { readonly since: number; readonly wrong: Set<string> };
export type GuessLimitOptions = {
  /** Different wrong guesses that an address has in a window. */
  readonly guesses: number;
  /** Milliseconds. */
  readonly window: number;
  /** Addresses remembered; the one seen first is forgotten. */
  readonly addresses: number;
  readonly now?: () => number;
};

/**
 * Bounds how many secrets an address can try. The same wrong secret counts once: a page with an old token that asks again
 * and again is nobody who guesses, and must not lock its user out.
 */
export class GuessLimit {
  readonly #options: GuessLimitOptions;
  readonly #now: () => number;
  readonly #byAddress = new Map<string, Guesses>();

  constructor(options: GuessLimitOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Seconds until this address may guess again; 0 when it may. */
  wait(address: string): number {
    const guesses = this.#current(network(address));
    if (!guesses || guesses.wrong.size < this.#options.guesses) return 0;
    return Math.ceil((guesses.since + this.#options.window - this.#now()) / 1000);
  }

  wrong(address: string, secret: string): void {
    const key = network(address);
    const guesses = this.#current(key) ?? { since: this.#now(), wrong: new Set() };
    guesses.wrong.add(createHash('sha256').update(secret).digest('base64'));
    this.#byAddress.set(key, guesses);
    for (const oldest of this.#byAddress.keys()) {
      if (this.#byAddress.size <= this.#options.addresses) break;
      this.#byAddress.delete(oldest);
    }
  }

  #current(key: string): Guesses | undefined {
    const guesses = this.#byAddress.get(key);
    if (!guesses || this.#now() < guesses.since + this.#options.window) return guesses;
    this.#byAddress.delete(key);
    return undefined;
  }
}

/** Whoever has one IPv6 address has the 2^64 of its network. */
function network(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  return [...groups, ...Array.from({ length: missing }, () => '0')].slice(0, 4).join(':');
}
