import {
  type Address,
  type ChannelHandlers,
  type Guard,
  type Handlers,
  type Http,
  HttpError,
  type RequestInfo,
  type RequestTime,
  type RequestWatcher,
} from '@himalia/contracts/http';
import type { AnyContract, Channels, Contract, Kind, Log, Operations } from '@himalia/core';
import { bind } from './bind.ts';
import { type EngineOptions, FastifyEngine } from './fastify-engine.ts';
import { Gate, type GateOptions } from './gate.ts';
import { type AnyChannelHandler, mountChannels } from './mount-channels.ts';
import { type AnyHandler, type Mounting, mountOperations } from './mount-operations.ts';
import { channelsOf, operationsOf, type ReadOperation, refused } from './operations.ts';
import { Tails } from './paths.ts';
import { plainPage, plainPageHeaders } from './plain-page.ts';
import { ChannelSlot, OperationSlot } from './slot.ts';
import { Upgrades } from './upgrades.ts';
import { Validation } from './validation.ts';
import { xsrfToken } from './xsrf.ts';

export type HttpOptions = EngineOptions &
  GateOptions & {
    readonly validateReplies: boolean;
    readonly pingSeconds: number;
  };

/** How long requests that are under way may take when their plugin goes. */
const drainLimit = 10_000;
/** After the port is open, so that loading libraries delays no first answer. */
const warmDelay = 500;
const half = (kind: Kind, { name }: AnyContract): string => `${kind} of '${name}'`;

/** Serves contracts with Fastify; nothing outside this package knows it. */
export class FastifyHttp implements Http, AsyncDisposable {
  readonly #options: HttpOptions;
  readonly #engine: FastifyEngine;
  readonly #gate: Gate;
  readonly #tails = new Tails();
  readonly #upgrades: Upgrades;
  readonly #mounting: Mounting;
  readonly #methods = new Map<string, Set<string>>();
  readonly #served = new Map<string, Http['served'][number]>();
  readonly #operations = new Map<string, OperationSlot>();
  readonly #channels = new Map<string, ChannelSlot>();
  readonly #needsGuard: string[] = [];
  #address: Address | undefined;
  readonly baseUrl: string;

  constructor(options: HttpOptions, log: Log) {
    this.#options = options;
    this.baseUrl = options.baseUrl;
    this.#gate = new Gate(options);
    this.#upgrades = new Upgrades(log, options.pingSeconds);
    this.#engine = new FastifyEngine(options, {
      gate: this.#gate,
      tails: this.#tails,
      log,
      entered: ({ contract }, response) => this.#operations.get(contract)?.enter(response),
    });
    this.#mounting = {
      server: this.#engine.fastify,
      validation: new Validation(),
      validateReplies: options.validateReplies,
    };
  }

  get lastActivity(): Date {
    return this.#engine.lastActivity;
  }

  watch(watcher: RequestWatcher): Disposable {
    if (this.#engine.watcher) throw new Error('Two plugins want to watch every request');
    this.#engine.watcher = watcher;
    return {
      [Symbol.dispose]: () => {
        this.#engine.watcher = undefined;
      },
    };
  }

  requestTimes(): readonly RequestTime[] {
    return this.#engine.times.list();
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

  page(title: string, main: string): ReturnType<Http['page']> {
    return { html: plainPage(title, main), headers: plainPageHeaders(this.baseUrl) };
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
    this.#upgrades.attach(this.#engine.server, this.#engine.fastify);
    const bound = await this.#engine.listen();
    const { ip, certificate } = this.#options;
    const shown = ip === '' || ip === '0.0.0.0' || ip === '::' ? 'localhost' : ip.includes(':') ? `[${ip}]` : ip;
    const url = `${certificate ? 'https' : 'http'}://${shown}:${bound}${this.baseUrl}`;
    this.#address = { host: ip, port: bound, url };
    setTimeout(() => this.#warm(), warmDelay).unref();
    return this.#address;
  }

  /** What a first request would wait for. */
  #warm(): void {
    this.#mounting.validation.warm();
    if (this.#channels.size > 0) void this.#upgrades.warm();
  }

  /** A known path answers other methods with 405, and OPTIONS with what CORS needs. */
  #answerOtherMethods(): void {
    for (const [path, methods] of this.#methods) {
      let parameter = 0;
      const url = path.replaceAll('{}', () => `:p${parameter++}`);
      const allow = [...methods, 'OPTIONS'].join(', ');
      const others = (['GET', 'PUT', 'POST', 'DELETE', 'PATCH'] as const).filter((method) => !methods.has(method));
      this.#engine.fastify.options(
        url,
        (_request, reply) =>
          reply
            .headers({
              allow,
              'access-control-allow-headers': 'accept, content-type, authorization, x-xsrftoken',
              'access-control-allow-methods': 'GET, PUT, POST, PATCH, DELETE, OPTIONS',
              'content-type': 'application/json',
            })
            .send(Buffer.alloc(0)), // a text's type would get a charset
      );
      if (others.length === 0) continue;
      this.#engine.fastify.route({
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
    await this.#engine.close();
  }
}
