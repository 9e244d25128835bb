import type { ConfigSection, Options, Values } from './config.ts';
import type { AnyContract } from './contract.ts';
import type { Log } from './log.ts';
import type { PluginStatus } from './start/running.ts';
import type { Token, Tokens } from './token.ts';

export type Services<R extends Tokens> = { readonly [Name in keyof R]: R[Name]['service'] };

/** What the host offers to every plugin. */
export interface Host {
  /** Stops the whole server, as SIGTERM would. Returns at once. */
  stop(reason: string): void;
  /** Every plugin of this server in the order of needs, and how it fares now. */
  graph(): readonly PluginFacts[];
  /** The plugins of this server; undefined where the host cannot change them. */
  readonly plugins?: PluginControl;
}

/** A plugin of a running server. */
export type PluginReport = PluginStatus & {
  readonly description: string;
  /** `id@major` */
  readonly provides: string | undefined;
  readonly contracts: readonly string[];
  /** Active plugins that hold its service: it cannot go before them. */
  readonly dependents: readonly string[];
};

/** Rejects with `PluginControlError`. Changes are made one after the other. */
export interface PluginControl {
  list(): readonly PluginReport[];
  /** Resolves when it is active; at once when it is so already. */
  activate(id: string): Promise<void>;
  /** What it promises answers 503; requests under way are awaited; then its service ends. */
  deactivate(id: string): Promise<void>;
}

/** What a plugin declares, and its state. */
export type PluginFacts = PluginStatus & { readonly plugin: Omit<Plugin, 'activate'> };

export type PluginContext<O extends Options = Options> = {
  readonly config: Values<O>;
  readonly log: Log;
  /** Aborted when the server begins to stop, or when this plugin took too long to start. */
  readonly signal: AbortSignal;
  readonly host: Host;
};

/** A plugin as the resolver sees it: what it needs, gives, promises and takes as options. */
export type Plugin = {
  readonly id: string;
  readonly description: string;
  readonly requires: Tokens;
  readonly optional: Tokens;
  readonly provides?: Token<unknown>;
  readonly contracts: readonly AnyContract[];
  readonly config?: ConfigSection;
  /** False: the server lives on without it, and its operations answer 503. */
  readonly critical: boolean;
  activate(context: never): unknown;
};

type Definition<R extends Tokens, Maybe extends Tokens, P, O extends Options> = {
  readonly id: string;
  readonly description: string;
  readonly requires?: R;
  readonly optional?: Maybe;
  readonly provides?: Token<P>;
  readonly contracts?: readonly AnyContract[];
  readonly config?: ConfigSection<O>;
  readonly critical?: boolean;
  /**
   * Starts the plugin. What it returns is its service; if that is `AsyncDisposable` or `Disposable`, it is disposed when
   * the server stops. `NoInfer`, or a service that lacks members would widen the token's type instead of being refused.
   */
  activate(context: Services<R> & Partial<Services<Maybe>> & PluginContext<O>): NoInfer<P> | Promise<NoInfer<P>>;
};

const reserved: readonly string[] = ['config', 'log', 'signal', 'host'];

/** Throws `TypeError` when a needed service has the name of another one or of a member of `PluginContext`. */
export function definePlugin<
  R extends Tokens = {},
  Maybe extends Tokens = {},
  P = unknown,
  const O extends Options = {},
>(plugin: Definition<R, Maybe, P, O>): Plugin {
  const defined = { requires: {}, optional: {}, contracts: [], critical: true, ...plugin };
  for (const name of Object.keys(defined.optional)) {
    if (Object.hasOwn(defined.requires, name)) throw new TypeError(`${plugin.id} both requires and may take '${name}'`);
  }
  for (const name of [...Object.keys(defined.requires), ...Object.keys(defined.optional)]) {
    if (reserved.includes(name)) throw new TypeError(`${plugin.id} gives a service the reserved name '${name}'`);
  }
  return defined;
}
