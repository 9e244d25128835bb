import type { Options, Values } from '../config.ts';
import type { Log } from '../log.ts';
import type { Host, Plugin } from '../plugin.ts';
import { keyOf } from '../token.ts';
import { dispose } from './dispose.ts';
import { messageOf } from './errors.ts';
import type { PluginState, PluginStatus } from './running.ts';
import { timeLimit } from './time-limit.ts';

export type Limits = {
  /** For one activation, in milliseconds. */
  readonly start: number;
  /** For the end of one service, in milliseconds. */
  readonly stop: number;
};
type Parts = { readonly config: Values<Options>; readonly log: Log; readonly host: Host; readonly limits: Limits };

/** One plugin from waiting to stopped. */
export class PluginRun {
  readonly plugin: Plugin;
  readonly #parts: Parts;
  readonly #controller = new AbortController();
  #state: PluginState = 'waiting';
  #activation: Promise<unknown> = Promise.resolve();
  #service: unknown;
  #error: unknown;
  #milliseconds: number | undefined;

  constructor(plugin: Plugin, parts: Parts) {
    this.plugin = plugin;
    this.#parts = parts;
  }

  get state(): PluginState {
    return this.#state;
  }

  get service(): unknown {
    return this.#service;
  }

  get status(): PluginStatus {
    const { id, critical } = this.plugin;
    const error = this.#state === 'failed' ? { error: messageOf(this.#error) } : {};
    const time = this.#milliseconds === undefined ? {} : { milliseconds: this.#milliseconds };
    return { id, state: this.#state, critical, ...error, ...time };
  }

  /** Activates with the services it takes. Rejects when the plugin fails or takes too long; not when it was stopped. */
  async start(services: Readonly<Record<string, unknown>>, awaitedBy: readonly string[]): Promise<void> {
    const { limits, ...parts } = this.#parts;
    const context = { ...services, ...parts, signal: this.#controller.signal };
    this.#state = 'starting';
    const began = performance.now();
    this.#activation = (async () => this.plugin.activate(context as never))();
    try {
      const service = await timeLimit(this.#activation, limits.start, () => this.#late(awaitedBy));
      if (this.#state !== 'starting') return;
      this.#service = service;
      this.#milliseconds = Math.round(performance.now() - began);
      this.#state = 'active';
    } catch (error) {
      if (this.#state !== 'starting') return;
      this.fail(error);
      this.#disposeWhenReady().catch((late: unknown) => parts.log.debug('given up, then failed', { error: late }));
      throw error;
    }
  }

  fail(error: unknown): void {
    this.#state = 'failed';
    this.#error = error;
    this.abort(error);
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Ends the service, also one that is still being started. Rejects, naming the plugin, on failure or after the limit. */
  async stop(): Promise<void> {
    const before = this.#state;
    if (before === 'failed' || before === 'stopped') return;
    this.#state = 'stopped';
    if (before === 'waiting') return;
    const { stop } = this.#parts.limits;
    const ending = before === 'active' ? dispose(this.#service) : this.#disposeWhenReady();
    this.#service = undefined;
    try {
      await timeLimit(ending, stop, () => new Error(`it took longer than ${stop / 1000} s`));
    } catch (cause) {
      throw new Error(`The plugin ${this.plugin.id} did not stop: ${messageOf(cause)}`, { cause });
    }
  }

  #late(awaitedBy: readonly string[]): Error {
    const { provides } = this.plugin;
    const service = provides ? ` with its service ${keyOf(provides)}` : '';
    const others = awaitedBy.length > 0 ? `; awaited by ${awaitedBy.join(', ')}` : '';
    return new Error(`it was not ready${service} within ${this.#parts.limits.start / 1000} s${others}`);
  }

  /** A plugin that was given up may still come up: nothing of it may stay. */
  async #disposeWhenReady(): Promise<void> {
    const service = await this.#activation.catch(() => undefined);
    await dispose(service);
  }
}
