import type { Token } from '../token.ts';

export type PluginState = 'waiting' | 'starting' | 'active' | 'failed' | 'stopped';

export type PluginStatus = {
  readonly id: string;
  readonly state: PluginState;
  readonly critical: boolean;
  /** Why it failed. */
  readonly error?: string;
  /** How long its activation took, in milliseconds. */
  readonly milliseconds?: number;
};

/** A started plan. */
export interface Running {
  readonly services: {
    /** The service, or undefined when nobody provides it or its plugin failed. */
    get<T>(token: Token<T>): T | undefined;
  };
  /** Every plugin of the plan, in its order. */
  status(): readonly PluginStatus[];
  /** Active plugins that hold the service of this one, required or not. */
  dependentsOf(id: string): readonly string[];
  /** Activates a plugin that was deactivated or failed. Rejects with `PluginControlError`; one change at a time. */
  activate(id: string): Promise<void>;
  /** Ends an active plugin that no other holds. Rejects with `PluginControlError`; one change at a time. */
  deactivate(id: string): Promise<void>;
  /**
   * Aborts the plugins' signals, then disposes the services in reverse order, each within a time limit. Rejects with
   * `StopError` after the last one when any of them failed. Called again it returns the same promise.
   */
  stop(reason: string): Promise<void>;
}
