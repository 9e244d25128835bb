import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HttpError, type RequestWatcher, type WatchedRequest } from '@himalia/contracts/http';
import type { Log } from '@himalia/core';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { readBodies } from './body.ts';
import type { Certificate } from './certificate.ts';
import { answerErrors } from './errors.ts';
import { type Gate, LoginNeeded } from './gate.ts';
import { severalHosts } from './host-and-origin.ts';
import { openPort } from './listen.ts';
import type { Admitted } from './mount-operations.ts';
import type { ReadChannel, ReadOperation } from './operations.ts';
import type { Tails } from './paths.ts';
import { headersOfAnswers, isJson } from './reply-headers.ts';
import { IncomingRequest } from './request-info.ts';
import { RequestTimes } from './request-times.ts';
import { anyone, type Rule } from './rule.ts';
import { SlowBodies } from './slow-bodies.ts';
import { trailingSlash } from './trailing-slash.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: ReadOperation;
    channel?: ReadChannel;
    rule?: Rule;
  }
  interface FastifyRequest {
    /** What the gate left on a request that is handled. */
    admitted: Admitted;
  }
}

export type EngineOptions = {
  readonly ip: string;
  readonly port: number;
  readonly portRetries: number;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A proxy says in its headers who asks. */
  readonly trustXheaders: boolean;
  readonly certificate: Certificate | undefined;
  /** How long the head of a request may take, and what `SlowBodies` measures by. */
  readonly receiveSeconds: number;
};
type Parts = {
  readonly gate: Gate;
  readonly tails: Tails;
  readonly log: Log;
  /** Before an operation is judged or handled. */
  readonly entered: (operation: ReadOperation, response: ServerResponse) => void;
};

/** With the tail of its path, which the router does not know. */
type Routed = IncomingMessage & { tail?: string };

/** Bodies and answers are checked against contracts; Fastify's own compilers, which it would load at the start, have no work. */
const noCompilers: object = {
  buildValidator: () => () => () => true,
  buildSerializer: () => () => JSON.stringify,
};
/** No route is like it. */
const outside = '*';

/** Asked to log in. */
function isRefusal(error: unknown): boolean {
  return error instanceof LoginNeeded || (error instanceof HttpError && error.status === 403);
}

function setCookies(reply: FastifyReply, cookies: readonly string[] = []): void {
  if (cookies.length > 0) void reply.header('set-cookie', cookies);
}

/** The way of every request through Fastify: path, gate, body, answer or error. What is mounted on it is not its business. */
export class FastifyEngine {
  readonly #options: EngineOptions;
  readonly #parts: Parts;
  readonly #headers: ReturnType<typeof headersOfAnswers>;
  readonly #slowBodies: SlowBodies;
  readonly fastify: FastifyInstance;
  lastActivity: Date = new Date();
  readonly times: RequestTimes = new RequestTimes();
  watcher: RequestWatcher | undefined;
  readonly #watched = new WeakMap<IncomingMessage, WatchedRequest>();

  constructor(options: EngineOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#headers = headersOfAnswers(options.baseUrl, options.headers);
    this.#slowBodies = new SlowBodies(options.receiveSeconds);
    this.fastify = this.#createFastify();
    readBodies(this.fastify);
    answerErrors(this.fastify, parts.log, options.baseUrl);
    this.fastify.decorateRequest('admitted');
    this.fastify.addHook('onRequest', (request, reply) => this.#admit(request, reply));
    // Hooks without promises: each of them would cost every request a turn of the queue.
    this.fastify.addHook('preValidation', (request, _reply, done) => {
      this.#checkForm(request);
      done();
    });
    this.fastify.addHook('onSend', (_request, reply, _payload, done) => {
      this.#secure(reply);
      done();
    });
    this.fastify.addHook('onResponse', (request, reply, done) => {
      this.#count(request, reply);
      done();
    });
    this.fastify.setNotFoundHandler(() => {
      throw new HttpError(404, 'Not Found');
    });
  }

  get server(): Server {
    return this.fastify.server as Server;
  }

  /** Opens the first free port and answers which. */
  async listen(): Promise<number> {
    await this.fastify.ready();
    const { ip, port, portRetries } = this.#options;
    return await openPort(this.server, ip, port, portRetries, this.#parts.log);
  }

  /** Lets requests that are under way end for a second. */
  async close(): Promise<void> {
    const { server } = this;
    this.#slowBodies[Symbol.dispose]();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1000).unref();
    await Promise.all([this.fastify.close(), closed]);
  }

  #createFastify(): FastifyInstance {
    const { baseUrl, certificate, receiveSeconds } = this.#options;
    return Fastify({
      logger: false,
      schemaController: { compilersFactory: noCompilers },
      forceCloseConnections: true,
      requestTimeout: 0,
      return503OnClosing: true,
      routerOptions: { maxParamLength: 8192, caseSensitive: true },
      rewriteUrl: (request) => this.#rewrite(request),
      serverFactory: (handler) => {
        const listener = (request: IncomingMessage, response: ServerResponse): void => {
          this.#slowBodies.watch(request, response);
          if (trailingSlash(request, response, baseUrl)) return;
          if (this.watcher) this.#watch(this.watcher, request, () => handler(request, response));
          else handler(request, response);
        };
        const limits = {
          maxHeaderSize: 32 * 1024,
          requestTimeout: 0,
          headersTimeout: receiveSeconds * 1000,
          handshakeTimeout: receiveSeconds * 1000,
          connectionsCheckingInterval: receiveSeconds * 500,
          keepAliveTimeout: 75_000,
          noDelay: true,
        };
        if (!certificate) return createServer(limits, listener);
        const { createServer: createSecureServer } = process.getBuiltinModule('node:https'); // TLS costs 8 MB
        return createSecureServer({ ...limits, ...certificate }, listener) as unknown as Server;
      },
    });
  }

  #watch(watcher: RequestWatcher, request: IncomingMessage, handle: () => void): void {
    const info = new IncomingRequest(request, request.url ?? '/', this.#options.trustXheaders);
    const watched = watcher(info);
    this.#watched.set(request, watched);
    watched.run(handle);
  }

  /** What is routed: the address below the base URL, which may hold what a router would decode (`/user/a%40b/`). */
  #rewrite(request: IncomingMessage): string {
    const { baseUrl } = this.#options;
    if (!request.url?.startsWith(baseUrl)) return outside;
    const url = request.url.slice(baseUrl.length - 1);
    const end = url.indexOf('?');
    const match = this.#parts.tails.match(request.method ?? 'GET', end < 0 ? url : url.slice(0, end));
    if (!match) return url;
    if (match.tail !== undefined) (request as Routed).tail = match.tail;
    return `${match.path}${end < 0 ? '' : url.slice(end)}`;
  }

  #count({ method, routeOptions, raw }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
    const route = routeOptions.config.operation?.route.path;
    this.times.add(method, route ?? '', statusCode, elapsedTime / 1000);
    if (this.watcher) this.#watched.get(raw)?.answered({ route, status: statusCode });
  }

  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (severalHosts(request.raw.rawHeaders)) throw new HttpError(400, 'The request has several Host headers');
    const info = this.#infoOf(request);
    const { config } = request.routeOptions;
    const silent = config.operation?.tracksActivity === false || info.url.includes('no_track_activity=');
    if (info.url.includes('/api/') && !silent) this.lastActivity = new Date();
    if (config.operation) this.#parts.entered(config.operation, reply.raw);
    const admission = this.#parts.gate.admit(info, this.#xsrfGiven(request), config.rule ?? anyone);
    const { authentication, headers } = await admission.catch((error: unknown) => {
      if (isRefusal(error)) setCookies(reply, this.#parts.gate.stale(info));
      throw error;
    });
    void reply.headers(headers);
    setCookies(reply, authentication ? authentication.cookies : this.#parts.gate.stale(info));
    request.admitted = { info, authentication, tail: (request.raw as Routed).tail };
  }

  #infoOf({ raw, originalUrl }: FastifyRequest): IncomingRequest {
    return new IncomingRequest(raw, originalUrl, this.#options.trustXheaders);
  }

  #xsrfGiven(request: FastifyRequest): string | undefined {
    const { _xsrf: argument } = request.query as { _xsrf?: string };
    const { 'x-xsrftoken': first, 'x-csrftoken': second } = request.headers;
    return argument ?? (first as string | undefined) ?? (second as string | undefined);
  }

  #checkForm(request: FastifyRequest): void {
    const { rule } = request.routeOptions.config;
    if (!rule?.xsrfInForm) return;
    const { info, authentication } = request.admitted;
    const given = (request.body as { _xsrf?: string } | undefined)?._xsrf ?? this.#xsrfGiven(request);
    this.#parts.gate.checkXsrf(info, authentication, given, rule);
  }

  #secure(reply: FastifyReply): void {
    // The headers of a 304 replace those that the browser keeps: it would run the kept page under another policy.
    const kept = reply.statusCode === 304;
    for (const [name, value] of isJson(reply) ? this.#headers.json : this.#headers.other)
      if (!reply.hasHeader(name) && !(kept && name === 'content-security-policy')) void reply.header(name, value);
  }
}
