import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import {
  type AnyContract,
  type Channel,
  type Channels,
  type Contract,
  type Operation,
  type Operations,
  Token,
} from '@himalia/core';

declare const sent: unique symbol;
/** Proof that a handler replied. */
export type Sent = { readonly [sent]: true };

export type Headers = Readonly<Record<string, string | number | readonly string[]>>;
/** What a reply may carry where its media type is not JSON. */
export type Bytes = string | Uint8Array | Readable;

/** Bytes in the place of JSON are that JSON, written by the handler itself because there is much of it; none stand for null. */
type Body<R> = [R] extends [undefined]
  ? [body?: undefined, headers?: Headers]
  : [body: R | Uint8Array, headers?: Headers];
export type Reply<R> = <S extends keyof R & number>(status: S, ...rest: Body<R[S]>) => Sent;

/** Who asks. `permissions` is not here: ask `Http`'s guard through the document's `x-permission`. */
export type User = {
  readonly username: string;
  readonly name: string;
  readonly display_name: string;
  readonly initials: string | null;
  readonly avatar_url: string | null;
  readonly color: string | null;
};

/** What a handler may know of the request beyond its validated parts. */
export type RequestInfo = {
  readonly method: string;
  /** Path and query as sent, base URL included. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
  readonly secure: boolean;
  readonly remoteAddress: string;
  /** Aborted when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
};

export type FileOptions = {
  /** Overrides the type guessed from the name. */
  readonly contentType?: string;
  /** `immutable`: named by content, cached for ever; `no-cache`: revalidated at each use (default). */
  readonly cache?: 'immutable' | 'no-cache';
  /** Serve `FILE.br` or `FILE.gz` beside it when the client accepts that coding. */
  readonly precompressed?: boolean;
  readonly headers?: Headers;
};

/** A member of a JSON body that is not read yet. */
export interface LongText {
  /** As they came: without escapes, and not known to be UTF-8. */
  readonly bytes: Buffer;
  /** Checks them as the rest of the body was; throws what is wrong. */
  text(): string;
}

/** A `body` that is neither JSON nor a form is a `Readable` of what arrives; undefined where none was sent. */
export type Call<Op extends Operation> = Pick<Op, 'params' | 'query' | 'body'> & {
  /** The body's text, for operations with `x-raw-body`. */
  readonly rawBody: string | undefined;
  /** The text that `x-long-text` names, where it is long; the body is without it then, and there is no `rawBody`. */
  readonly longText: LongText | undefined;
  readonly request: RequestInfo;
  /** Undefined where the operation is open to everybody (`x-permission: none`). */
  readonly user: User | undefined;
  /** How the user was recognised. */
  readonly via: Authentication['via'] | undefined;
  readonly reply: Reply<Op['replies']>;
  /** Answers with a file of the disk: ranges, If-Modified-Since, HEAD. Missing, or a folder: 404. */
  file(path: string, options?: FileOptions): Promise<Sent>;
  redirect(status: 301 | 302, location: string): Sent;
};
export type Handlers<Ops extends Operations<Ops>> = {
  readonly [Id in keyof Ops]: (call: Call<Ops[Id]>) => Sent | Promise<Sent>;
};

/** An open WebSocket. Text frames are strings, binary frames are bytes. */
export interface Socket {
  readonly protocol: string;
  /** Bytes accepted by `send` and not yet handed to the operating system. */
  readonly bufferedAmount: number;
  readonly closed: boolean;
  /** Sends one frame. `done` is called when the bytes were handed over, or with the error. */
  send(data: string | Uint8Array, done?: (error?: Error) => void): void;
  /** Writes blocks that are whole server frames already (`frameBinary` of the protocol package), one buffer for many sockets. */
  sendFramed(blocks: readonly Uint8Array[], done?: (error?: Error | null) => void): void;
  /** Sends a ping; `answered` is called when the client has read all that was sent before it. */
  ping(answered: () => void): void;
  /** Closes with a code (1000 or 1001 tells Jupyter clients not to come back; leave it out when they should). */
  close(code?: number, reason?: string): void;
  /** Destroys the connection without a closing handshake. */
  terminate(): void;
  onMessage(listener: (data: string | Buffer) => void): void;
  /** Called once, with the code of RFC 6455, section 7.4; 1006: no close frame came, the connection was cut. */
  onClose(listener: (code: number) => void): void;
  /** Holds back further messages of this client until `resume`. */
  pause(): void;
  resume(): void;
}
export type Opening<Ch extends Channel> = Pick<Ch, 'params' | 'query'> & {
  readonly request: RequestInfo;
  readonly user: User | undefined;
  /** The subprotocols the client offers, in its order. */
  readonly offered: readonly string[];
};
/**
 * Decides before the upgrade: throw an `HttpError` to refuse it. The answer names the subprotocol to choose (one of the
 * offered, or none) and the function that serves the open socket.
 */
export type ChannelHandler<Ch extends Channel> = (opening: Opening<Ch>) => Accepted | Promise<Accepted>;
export type Accepted = {
  readonly protocol?: string;
  /** Largest message accepted from the client, in bytes; 64 MiB unless said. */
  readonly maxMessage?: number;
  open(socket: Socket): void;
};
export type ChannelHandlers<Chs extends Channels<Chs>> = { readonly [Id in keyof Chs]: ChannelHandler<Chs[Id]> };

export type Authentication = {
  readonly user: User;
  /** `token` needs neither an XSRF token nor the same origin; `anonymous` means that authentication is off. */
  readonly via: 'token' | 'cookie' | 'anonymous';
  /** Cookies to set with the answer. */
  readonly cookies?: readonly string[];
};
/** The only judge of who asks and what they may do; brought by one plugin. */
export interface Guard {
  authenticate(request: RequestInfo): Promise<Authentication | undefined>;
  /** Cookies that end what a request of nobody still carries: a login that has run out or was never ours. */
  stale?(request: RequestInfo): readonly string[];
  allowed(user: User, action: string, resource: string): boolean;
  /** Where a browser without a login is sent, with `?next=`; undefined answers 403. */
  readonly loginPath: string | undefined;
}

/** Serves contracts: the only way to put a route on the server. */
export interface Http {
  /** Begins and ends with a slash. */
  readonly baseUrl: string;
  implement<Ops extends Operations<Ops>>(contract: Contract<Ops, object>, handlers: Handlers<Ops>): void;
  channel<Chs extends Channels<Chs>>(contract: Contract<object, Chs>, handlers: ChannelHandlers<Chs>): void;
  /**
   * From now on 503 with this reason for what a contract promises, because its plugin failed or was deactivated; open sockets
   * are closed. Resolves when the requests under way are answered (true), or are taking too long (false). `implement` and
   * `channel` bring it back.
   */
  unavailable(contract: AnyContract, why: string): Promise<boolean>;
  /** Sets the guard; a second one is an error. */
  guard(guard: Guard): void;
  /** The XSRF token for this request's cookie, and the `Set-Cookie` that a page must carry when it is new. */
  xsrf(request: RequestInfo): { readonly token: string; readonly cookie: string | undefined };
  /**
   * A page of the server's own from a piece of HTML: it works without scripts, and its policy allows none. The headers go with
   * it; it may hold secrets of the visit, so nobody keeps it.
   */
  page(title: string, main: string): { readonly html: string; readonly headers: Headers };
  /** What has its handlers: for each contract its OpenAPI operations, its AsyncAPI channels. */
  readonly served: readonly { readonly contract: AnyContract; readonly kind: 'operations' | 'channels' }[];
  /** Time of the last API request that did not ask `no_track_activity`. */
  readonly lastActivity: Date;
  /** Lets one watcher see every request, until it is disposed of. */
  watch(watcher: RequestWatcher): Disposable;
  /** How long the requests took that were answered so far. */
  requestTimes(): readonly RequestTime[];
  /** Opens the port. Called by the command once every plugin is active. */
  listen(): Promise<Address>;
  /** Where it listens; undefined before. */
  readonly address: Address | undefined;
}
/** Called with a request before anything is done about it. */
export type RequestWatcher = (request: RequestInfo) => WatchedRequest;
export type WatchedRequest = {
  /** Handles the request; what it does belongs to it (`AsyncLocalStorage`). */
  run(handle: () => void): void;
  /** Called when the answer is sent or its client is gone. `route` is the address as its document writes it. */
  answered(answer: { readonly route: string | undefined; readonly status: number }): void;
};
/** Requests of one kind: a histogram of how long they took. */
export type RequestTime = {
  readonly method: string;
  /** The address as its document writes it; empty for what is in no document. */
  readonly handler: string;
  readonly status: number;
  readonly count: number;
  /** The sum of all. */
  readonly seconds: number;
  /** How many took at most so many seconds. */
  readonly buckets: readonly { readonly end: number; readonly count: number }[];
};
export type Address = { readonly host: string; readonly port: number; readonly url: string; readonly socket?: string };

/** Refuses a request with a status and Jupyter's body `{message, reason}`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly reason: string | null;
  /** Further members of the body, such as `short_message`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    reason: string | null = null,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.details = details;
  }
}

export const Http: Token<Http> = new Token('http');
