import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  type Address,
  type ChannelHandlers,
  type Guard,
  type Handlers,
  type Http,
  HttpError,
  type RequestInfo,
} from '@himalia/contracts/http';
import type { AnyContract, Channels, Contract, Kind, Log, Operations } from '@himalia/core';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { bind } from './bind.ts';
import { readBodies } from './body.ts';
import { answerErrors } from './errors.ts';
import { Gate, type Rule } from './gate.ts';
import { isLoopback, type Trust } from './host-and-origin.ts';
import { openPort } from './listen.ts';
import { type AnyChannelHandler, mountChannels } from './mount-channels.ts';
import { type Admitted, type AnyHandler, type Mounting, mountOperations } from './mount-operations.ts';
import { channelsOf, operationsOf, type ReadChannel, type ReadOperation, refused } from './operations.ts';
import { Tails } from './paths.ts';
import { securityHeaders } from './reply-headers.ts';
import { IncomingRequest } from './request-info.ts';
import { ChannelSlot, OperationSlot } from './slot.ts';
import { trailingSlash } from './trailing-slash.ts';
import { Upgrades } from './upgrades.ts';
import { Validation } from './validation.ts';
import { xsrfToken } from './xsrf.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: ReadOperation;
    channel?: ReadChannel;
  }
}

export type HttpOptions = {
  readonly ip: string;
  readonly port: number;
  readonly portRetries: number;
  readonly baseUrl: string;
  readonly trust: Trust;
  readonly credentials: boolean;
  readonly checkXsrf: boolean;
  readonly validateReplies: boolean;
  readonly pingSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
};

const anyone: Rule = { permission: 'none', page: false, checksXsrf: true, socket: false, xsrfInForm: false };
const unknownPage: Rule = { ...anyone, permission: 'login', page: true };

function ruleOf({ operation, channel }: { operation?: ReadOperation; channel?: ReadChannel }): Rule {
  if (channel) return { ...anyone, permission: channel.permission, socket: true };
  if (!operation) return anyone;
  const { permission, page, checksXsrf, bodyType } = operation;
  return { permission, page, checksXsrf, socket: false, xsrfInForm: bodyType === 'form' };
}

/** How long requests that are under way may take when their plugin goes. */
const drainLimit = 10_000;
const half = (kind: Kind, { name }: AnyContract): string => `${kind} of '${name}'`;

/** Serves contracts with Fastify; nothing outside this package knows it. */
export class FastifyHttp implements Http, AsyncDisposable {
  readonly #options: HttpOptions;
  readonly #log: Log;
  readonly #server: FastifyInstance;
  readonly #gate: Gate;
  readonly #tails = new Tails();
  readonly #tailOf = new WeakMap<IncomingMessage, string>();
  readonly #admitted = new WeakMap<FastifyRequest, Admitted>();
  readonly #upgrades: Upgrades;
  readonly #mounting: Mounting;
  readonly #methods = new Map<string, Set<string>>();
  readonly #served = new Map<string, Http['served'][number]>();
  readonly #operations = new Map<string, OperationSlot>();
  readonly #channels = new Map<string, ChannelSlot>();
  readonly #needsGuard: string[] = [];
  #address: Address | undefined;
  readonly baseUrl: string;
  lastActivity: Date = new Date();

  constructor(options: HttpOptions, log: Log) {
    this.#options = options;
    this.#log = log;
    this.baseUrl = options.baseUrl;
    this.#gate = new Gate(options);
    this.#upgrades = new Upgrades(log, options.pingSeconds);
    this.#server = this.#createServer();
    this.#mounting = {
      server: this.#server,
      validation: new Validation(),
      validateReplies: options.validateReplies,
      baseUrl: this.baseUrl,
      admitted: (request) => this.#admitted.get(request) as Admitted,
    };
    readBodies(this.#server);
    answerErrors(this.#server, log, this.baseUrl);
    this.#server.addHook('onRequest', (request, reply) => this.#admit(request, reply));
    this.#server.addHook('preValidation', async (request) => this.#checkForm(request));
    this.#server.addHook('onSend', async (_request, reply) => this.#secure(reply));
    this.#server.setNotFoundHandler((request) => this.#notFound(request));
  }

  #createServer(): FastifyInstance {
    const { certificate } = this.#options;
    return Fastify({
      logger: false,
      forceCloseConnections: true,
      requestTimeout: 0,
      return503OnClosing: true,
      routerOptions: { maxParamLength: 8192, caseSensitive: true },
      rewriteUrl: (request) => this.#rewrite(request),
      serverFactory: (handler) => {
        const listener = (request: IncomingMessage, response: ServerResponse): void => {
          if (!trailingSlash(request, response, this.baseUrl)) handler(request, response);
        };
        const limits = {
          maxHeaderSize: 32 * 1024,
          requestTimeout: 0,
          headersTimeout: 60_000,
          keepAliveTimeout: 75_000,
          noDelay: true,
        };
        if (!certificate) return createServer(limits, listener);
        const pair = { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) };
        return createSecureServer({ ...limits, ...pair }, listener) as unknown as Server;
      },
    });
  }

  #rewrite(request: IncomingMessage): string {
    const url = request.url ?? '/';
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    const match = path.startsWith(this.baseUrl)
      ? this.#tails.match(request.method ?? 'GET', path.slice(this.baseUrl.length - 1))
      : undefined;
    if (!match) return url;
    this.#tailOf.set(request, match.tail);
    return `${this.baseUrl.slice(0, -1)}${match.path}${end < 0 ? '' : url.slice(end)}`;
  }

  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const info = new IncomingRequest(request.raw, request.originalUrl);
    const { config } = request.routeOptions;
    const silent = config.operation?.tracksActivity === false || info.url.includes('no_track_activity=');
    if (info.url.includes('/api/') && !silent) this.lastActivity = new Date();
    if (config.operation) this.#operations.get(config.operation.contract)?.enter(reply.raw);
    const known = config.operation ?? config.channel;
    const { authentication, headers } = await this.#gate.admit(
      info,
      this.#xsrfGiven(request),
      known ? ruleOf(config) : anyone,
    );
    void reply.headers(headers);
    if (authentication?.cookies) void reply.header('set-cookie', [...authentication.cookies]);
    this.#admitted.set(request, { info, authentication, tail: this.#tailOf.get(request.raw) });
  }

  #xsrfGiven(request: FastifyRequest): string | undefined {
    const { _xsrf: argument } = request.query as { _xsrf?: string };
    const { 'x-xsrftoken': first, 'x-csrftoken': second } = request.headers;
    return argument ?? (first as string | undefined) ?? (second as string | undefined);
  }

  #checkForm(request: FastifyRequest): void {
    const { config } = request.routeOptions;
    const rule = ruleOf(config);
    if (!rule.xsrfInForm) return;
    const { info, authentication } = this.#admitted.get(request) as Admitted;
    const given = (request.body as { _xsrf?: string } | undefined)?._xsrf ?? this.#xsrfGiven(request);
    this.#gate.checkXsrf(info, authentication, given, rule);
  }

  #secure(reply: FastifyReply): void {
    const json = String(reply.getHeader('content-type') ?? '').startsWith('application/json');
    const defaults: Record<string, string> = { ...securityHeaders(this.baseUrl, json), ...this.#options.headers };
    // The headers of a 304 replace those that the browser keeps: it would run the kept page under another policy.
    if (reply.statusCode === 304) delete defaults['content-security-policy'];
    for (const [name, value] of Object.entries(defaults)) if (!reply.hasHeader(name)) void reply.header(name, value);
  }

  async #notFound(request: FastifyRequest): Promise<void> {
    const info = new IncomingRequest(request.raw, request.originalUrl);
    if (request.method === 'GET' && this.#gate.guarded) await this.#gate.admit(info, undefined, unknownPage);
    throw new HttpError(404, 'Not Found');
  }

  implement<Ops extends Operations<Ops>>(contract: Contract<Ops, object>, handlers: Handlers<Ops>): void {
    const given = handlers as unknown as Record<string, AnyHandler>;
    const before = this.#operations.get(contract.name);
    if (before?.suspended) {
      bind(contract, operationsOf(contract), given);
      before.resume(given);
      return;
    }
    const slot = new OperationSlot(given);
    this.#claim(mountOperations(this.#mounting, contract, slot.mounted));
    this.#serve('operations', contract);
    this.#operations.set(contract.name, slot);
  }

  channel<Chs extends Channels<Chs>>(contract: Contract<object, Chs>, handlers: ChannelHandlers<Chs>): void {
    const given = handlers as unknown as Record<string, AnyChannelHandler>;
    const before = this.#channels.get(contract.name);
    if (before?.suspended) {
      bind(contract, channelsOf(contract), given);
      before.resume(given);
      return;
    }
    const slot = new ChannelSlot(given);
    this.#claim(mountChannels(this.#mounting, this.#upgrades, contract, slot.mounted));
    this.#serve('channels', contract);
    this.#channels.set(contract.name, slot);
  }

  async unavailable(contract: AnyContract, why: string): Promise<boolean> {
    const nobody = (promised: readonly { readonly id: string }[]) =>
      Object.fromEntries(promised.map(({ id }) => [id, () => Promise.reject(new HttpError(503, why))]));
    if (!this.#operations.has(contract.name)) this.implement<{}>(contract, nobody(operationsOf(contract)));
    if (!this.#channels.has(contract.name)) this.channel<{}>(contract, nobody(channelsOf(contract)));
    this.#operations.get(contract.name)?.suspend(why);
    this.#channels.get(contract.name)?.suspend(why);
    return (await this.#operations.get(contract.name)?.drained(drainLimit)) ?? true;
  }

  #claim(promised: readonly Pick<ReadOperation, 'id' | 'route' | 'permission'>[]): void {
    for (const { id, route, permission } of promised) {
      this.#tails.add(route);
      const normal = route.path.replaceAll(/\{\w+\}/g, '{}');
      this.#methods.set(normal, (this.#methods.get(normal) ?? new Set()).add(route.method));
      if (permission !== 'none') this.#needsGuard.push(id);
    }
  }

  #serve(kind: Kind, contract: AnyContract): void {
    const name = half(kind, contract);
    if (this.#served.has(name))
      throw refused('E_CONTRACT_CLASH', `The ${name} are served twice.`, 'Let one plugin serve them.');
    this.#served.set(name, { contract, kind });
  }

  get served(): Http['served'] {
    return [...this.#served.values()];
  }

  guard(guard: Guard): void {
    this.#gate.guard = guard;
  }

  xsrf(request: RequestInfo): { readonly token: string; readonly cookie: string | undefined } {
    return xsrfToken(request.headers.cookie, this.baseUrl, request.secure);
  }

  get address(): Address | undefined {
    return this.#address;
  }

  async listen(): Promise<Address> {
    if (this.#needsGuard.length && !this.#gate.guarded)
      throw refused(
        'E_MISSING',
        `No plugin decides who may call ${this.#needsGuard.slice(0, 3).join(', ')} …`,
        'Add a plugin that provides identity.',
      );
    this.#answerOtherMethods();
    await this.#server.ready();
    const { server } = this.#server;
    this.#upgrades.attach(server as Server, this.#server);
    const { ip, port, portRetries, certificate } = this.#options;
    const bound = await openPort(server as Server, ip, port, portRetries, this.#log);
    const shown = ip === '' || ip === '0.0.0.0' || ip === '::' ? 'localhost' : ip.includes(':') ? `[${ip}]` : ip;
    const url = `${certificate ? 'https' : 'http'}://${shown}:${bound}${this.baseUrl}`;
    this.#address = { host: ip, port: bound, url };
    return this.#address;
  }

  /** A known path answers other methods with 405, and OPTIONS with what CORS needs. */
  #answerOtherMethods(): void {
    for (const [path, methods] of this.#methods) {
      let parameter = 0;
      const url = this.baseUrl.slice(0, -1) + path.replaceAll('{}', () => `:p${parameter++}`);
      const allow = [...methods, 'OPTIONS'].join(', ');
      const others = (['GET', 'PUT', 'POST', 'DELETE', 'PATCH'] as const).filter((method) => !methods.has(method));
      this.#server.options(url, (_request, reply) =>
        reply
          .headers({
            allow,
            'access-control-allow-headers': 'accept, content-type, authorization, x-xsrftoken',
            'access-control-allow-methods': 'GET, PUT, POST, PATCH, DELETE, OPTIONS',
          })
          .send(''),
      );
      if (others.length === 0) continue;
      this.#server.route({
        method: [...others],
        url,
        handler: (_request, reply) => {
          void reply.header('allow', allow);
          throw new HttpError(405, `Method Not Allowed; this path knows ${allow}`);
        },
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#upgrades.close();
    const server = this.#server.server as Server;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1000).unref();
    await Promise.all([this.#server.close(), closed]);
  }
}

export function trustOf(
  ip: string,
  options: Omit<Trust, 'remoteAccess'> & { readonly allowRemoteAccess: boolean | undefined },
): Trust {
  const { allowRemoteAccess, ...rest } = options;
  return { ...rest, remoteAccess: allowRemoteAccess ?? !isLoopback(ip) };
}
