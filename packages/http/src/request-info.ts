import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { RequestInfo } from '@himalia/contracts/http';

/** What a plugin may know of a request; the signal is made when somebody asks for it. */
export class IncomingRequest implements RequestInfo {
  readonly #raw: IncomingMessage;
  readonly url: string;
  #abort: AbortController | undefined;

  constructor(raw: IncomingMessage, url: string) {
    this.#raw = raw;
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
    return (this.#raw.socket as Partial<TLSSocket>).encrypted === true;
  }
  get remoteAddress(): string {
    return this.#raw.socket.remoteAddress ?? '';
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
