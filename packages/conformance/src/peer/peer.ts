import { setTimeout as sleep } from 'node:timers/promises';
import { PeerSocket } from './peer-socket.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is no JSON. */
  readonly json: unknown;
};
export type Ask = {
  readonly method?: string;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another token than the peer's; null asks as nobody. */
  readonly token?: string | null;
};

/** A server under test, of any make, asked as its user. */
export class Peer {
  /** Ends with a slash. */
  readonly url: string;
  readonly #token: string;
  readonly #timeout: number;
  #cookies = '';

  /** Throws `TypeError` when the address is none. */
  constructor(url: string, token: string, timeout = 30_000) {
    const { origin, pathname, protocol } = new URL(url);
    if (!/^https?:$/.test(protocol)) throw new TypeError(`'${url}' is no http address`);
    this.url = `${origin}${pathname.replace(/\/*$/, '/')}`;
    this.#token = token;
    this.#timeout = timeout;
  }

  /** `path` is below the base URL and percent-encoded. Redirects are answers, not followed. */
  async ask(path: string, { method = 'GET', body, headers = {}, token = this.#token }: Ask = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path.replace(/^\//, '')}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#timeout),
      headers: {
        ...(token === null || token === '' ? {} : { authorization: `token ${token}` }),
        ...(token === null || this.#cookies === '' ? {} : { cookie: this.#cookies }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  /**
   * Some servers (jupyverse) take a token in an address only and give a cookie for it: from now on it goes with each request.
   * Answers what the address gave.
   */
  async enter(path: string): Promise<Answer> {
    const answer = await this.ask(`${path}?token=${encodeURIComponent(this.#token)}`);
    this.#cookies = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
    return answer;
  }

  /** Waits for what shows only in answers, no longer than for an answer; rejects when it does not come. */
  async shows(test: () => Promise<boolean>): Promise<void> {
    const patience = Math.min(this.#timeout, 15_000);
    for (const until = Date.now() + patience; !(await test()); await sleep(250))
      if (Date.now() > until) throw new Error(`after ${patience / 1000} s it is not`);
  }

  /** Rejects when the server refuses the connection. */
  async open(path: string, protocols: readonly string[] = []): Promise<PeerSocket> {
    const address = new URL(`${this.url.replace(/^http/, 'ws')}${path.replace(/^\//, '')}`);
    if (this.#token !== '') address.searchParams.set('token', this.#token);
    return await PeerSocket.open(address, { protocols, cookies: this.#cookies }, this.#timeout);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
