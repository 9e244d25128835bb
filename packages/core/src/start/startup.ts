import type { Log } from '../log.ts';
import type { Plugin } from '../plugin.ts';
import { neededBy } from '../resolve/order.ts';
import type { Plan } from '../resolve/plan.ts';
import { keyOf, type Token, type Tokens } from '../token.ts';
import { messageOf, PluginControlError, StartError, StopError } from './errors.ts';
import { type Limits, PluginRun } from './plugin-run.ts';
import type { PluginStatus, Running } from './running.ts';
import type { StartOptions } from './start-options.ts';

/** Why a start is given up; without a plugin it is the caller's wish. */
type Failure = { readonly plugin?: string; readonly cause: unknown };

/** All plugins of a plan, from the first activation to the last disposal. */
export class Startup implements Running {
  readonly services: Running['services'] = { get: <T>(token: Token<T>) => this.#serviceOf(token) as T | undefined };
  readonly #plan: Plan;
  readonly #log: Log;
  readonly #byPlugin: Map<Plugin, PluginRun>;
  readonly #newRun: (plugin: Plugin) => PluginRun;
  readonly #tasks = new Map<Plugin, Promise<void>>();
  readonly #givenUp = Promise.withResolvers<void>();
  #failure: Failure | undefined;
  #started = false;
  #stopping: Promise<void> | undefined;

  constructor(plan: Plan, { log, host, plugins, timeout = 30_000, stopTimeout = 10_000 }: StartOptions) {
    const limits: Limits = { start: timeout, stop: stopTimeout };
    this.#plan = plan;
    this.#log = log;
    this.#newRun = (plugin) => {
      const own = {
        stop: (reason: string): void => (host ? host.stop(reason) : this.#stopFromInside(plugin, reason)),
        graph: () => this.#runs.map((run) => ({ ...run.status, plugin: run.plugin })),
        ...(plugins && { plugins }),
      };
      const config = plan.config.get(plugin.id) ?? {};
      return new PluginRun(plugin, { config, log: log.child(plugin.id), host: own, limits });
    };
    this.#byPlugin = new Map(plan.order.map((plugin) => [plugin, this.#newRun(plugin)]));
  }

  /** In the plan's order. */
  get #runs(): readonly PluginRun[] {
    return [...this.#byPlugin.values()];
  }

  /** Settles when everything has started, or everything is undone. */
  async run(signal: AbortSignal | undefined): Promise<void> {
    const interrupt = (): void => this.#giveUp({ cause: signal?.reason });
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    const dependents = this.#dependents();
    for (const run of this.#runs) this.#tasks.set(run.plugin, this.#startOne(run, dependents.get(run.plugin) ?? []));
    await Promise.race([Promise.all(this.#tasks.values()), this.#givenUp.promise]);
    signal?.removeEventListener('abort', interrupt);
    this.#started = true;
    if (this.#failure) await this.#undo(this.#failure);
  }

  status(): readonly PluginStatus[] {
    return this.#runs.map((run) => run.status);
  }

  dependentsOf(id: string): readonly string[] {
    const { plugin } = this.#runCalled(id);
    const holds = (run: PluginRun): boolean => neededBy(run.plugin, this.#plan.providers).includes(plugin);
    return this.#runs.filter((run) => run.state === 'active' && holds(run)).map((run) => run.plugin.id);
  }

  async deactivate(id: string): Promise<void> {
    const run = this.#runCalled(id);
    if (run.state !== 'active') return;
    const dependents = this.dependentsOf(id);
    if (dependents.length > 0) {
      throw new PluginControlError('needed', `${id} is needed by ${dependents.join(', ')}; deactivate them first.`);
    }
    run.abort(new Error('it was deactivated'));
    await run.stop();
    this.#log.info(`${id} was deactivated.`);
  }

  async activate(id: string): Promise<void> {
    const { plugin, state } = this.#runCalled(id);
    if (state === 'active') return;
    const lacking = Object.values(plugin.requires).find((token) => this.#runOf(token)?.state !== 'active');
    if (lacking) {
      const provider = this.#runOf(lacking)?.plugin.id;
      throw new PluginControlError('lacking', `${id} needs ${keyOf(lacking)}; activate ${provider} first.`);
    }
    const run = this.#newRun(plugin);
    this.#byPlugin.set(plugin, run);
    try {
      await run.start(this.#servicesFor(plugin), []);
    } catch (cause) {
      throw new PluginControlError('failed', `${id} could not start: ${messageOf(cause)}`, { cause });
    }
    this.#log.info(`${id} was activated.`);
  }

  #runCalled(id: string): PluginRun {
    if (this.#stopping !== undefined) throw new PluginControlError('stopping', 'The server is stopping.');
    const run = this.#runs.find(({ plugin }) => plugin.id === id);
    if (run) return run;
    throw new PluginControlError('unknown', `This server was started without a plugin ${id}.`);
  }

  stop(reason: string): Promise<void> {
    this.#stopping ??= this.#stopAll(reason);
    return this.#stopping;
  }

  #serviceOf(token: Token<unknown>): unknown {
    return this.#runOf(token)?.service;
  }

  #runOf(token: Token<unknown>): PluginRun | undefined {
    const provider = this.#plan.providers.get(keyOf(token));
    return provider && this.#byPlugin.get(provider);
  }

  #dependents(): ReadonlyMap<Plugin, readonly string[]> {
    const dependents = new Map<Plugin, string[]>();
    for (const { plugin } of this.#runs) {
      for (const need of neededBy(plugin, this.#plan.providers)) {
        dependents.set(need, [...(dependents.get(need) ?? []), plugin.id]);
      }
    }
    return dependents;
  }

  /** Never rejects: a critical failure gives up the whole start instead. */
  async #startOne(run: PluginRun, awaitedBy: readonly string[]): Promise<void> {
    const { plugin } = run;
    await Promise.all(neededBy(plugin, this.#plan.providers).map((need) => this.#tasks.get(need)));
    if (this.#failure) return;
    const failed = Object.values(plugin.requires).find((token) => this.#runOf(token)?.state === 'failed');
    try {
      if (failed) throw this.#withoutNeed(run, failed);
      await run.start(this.#servicesFor(plugin), awaitedBy);
    } catch (error) {
      if (plugin.critical) this.#giveUp({ plugin: plugin.id, cause: error });
      else this.#log.error(`The plugin ${plugin.id} failed; the server goes on without it.`, { error });
    }
  }

  #withoutNeed(run: PluginRun, token: Token<unknown>): Error {
    const provider = this.#runOf(token)?.plugin.id;
    const error = new Error(`it needs ${keyOf(token)}, and ${provider} failed`);
    run.fail(error);
    return error;
  }

  #servicesFor({ requires, optional }: Plugin): Readonly<Record<string, unknown>> {
    const taken = (tokens: Tokens): [string, unknown][] => {
      return Object.entries(tokens).map(([name, token]) => [name, this.#serviceOf(token)]);
    };
    return Object.fromEntries([...taken(requires), ...taken(optional)]);
  }

  #giveUp(failure: Failure): void {
    this.#failure ??= failure;
    this.#givenUp.resolve();
  }

  async #undo({ plugin, cause }: Failure): Promise<never> {
    const errors = await this.#end(cause);
    this.#stopping = Promise.resolve();
    throw plugin === undefined ? cause : new StartError(plugin, cause, errors);
  }

  #stopFromInside(plugin: Plugin, reason: string): void {
    if (!this.#started) {
      this.#giveUp({ plugin: plugin.id, cause: new Error(`it asked the server to stop: ${reason}`) });
      return;
    }
    this.#log.info(`${plugin.id} asked the server to stop: ${reason}`);
    this.stop(reason).catch((error: unknown) => this.#log.error(messageOf(error)));
  }

  async #stopAll(reason: string): Promise<void> {
    const errors = await this.#end(new Error(reason));
    if (errors.length > 0) throw new StopError(errors);
  }

  /** One after the other from last to first, so that no service loses what it needs before its own end. */
  async #end(reason: unknown): Promise<readonly Error[]> {
    const errors: Error[] = [];
    for (const run of this.#runs) run.abort(reason);
    for (const run of this.#runs.toReversed()) {
      try {
        await run.stop();
      } catch (error) {
        errors.push(error instanceof Error ? error : new Error(messageOf(error)));
        this.#log.error(messageOf(error));
      }
    }
    return errors;
  }
}
