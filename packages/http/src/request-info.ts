import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { RequestInfo } from '@himalia/contracts/http';

type Proxied = { readonly address?: string; readonly secure?: boolean };

/** What the nearest proxy says, in the order of precedence that tornado has; what came from farther away may be made up. */
function proxied({ headers }: IncomingMessage): Proxied {
  const address = last(headers['x-real-ip']) ?? last(headers['x-forwarded-for']);
  const protocol = last(headers['x-scheme']) ?? last(headers['x-forwarded-proto']);
  return {
    ...(address !== undefined && isIP(address) !== 0 ? { address } : {}),
    ...(protocol === 'http' || protocol === 'https' ? { secure: protocol === 'https' } : {}),
  };
}

function last(header: string | readonly string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header).split(',').at(-1)?.trim();
}

/** What a plugin may know of a request; the signal is made when somebody asks for it. */
export class IncomingRequest implements RequestInfo {
  readonly #raw: IncomingMessage;
  readonly #proxied: Proxied;
  readonly url: string;
  #abort: AbortController | undefined;

  /** With `trusted`, a proxy in front of the server says in its headers who asks, and by which protocol. */
  constructor(raw: IncomingMessage, url: string, trusted: boolean) {
    this.#raw = raw;
    this.#proxied = trusted ? proxied(raw) : {};
    this.url = url;
  }
  get method(): string {
    return this.#raw.method ?? 'GET';
  }
  get headers(): RequestInfo['headers'] {
    return this.#raw.headers;
  }
  get host(): string {
    return this.#raw.headers.host ?? '';
  }
  get secure(): boolean {
    return this.#proxied.secure ?? (this.#raw.socket as Partial<TLSSocket>).encrypted === true;
  }
  get remoteAddress(): string {
    return this.#proxied.address ?? this.#raw.socket.remoteAddress ?? '';
  }
  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController();
      this.#abort = abort;
      this.#raw.socket.once('close', () => abort.abort());
    }
    return this.#abort.signal;
  }
}
