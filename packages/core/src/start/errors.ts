/** A critical plugin did not start; what had started was ended again. `cause` says why. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** Id of the plugin that failed. */
  readonly plugin: string;
  /** What went wrong while the start was undone. */
  readonly undoing: readonly Error[];

  constructor(plugin: string, cause: unknown, undoing: readonly Error[] = []) {
    super(`The plugin ${plugin} could not start: ${messageOf(cause)}`, { cause });
    this.plugin = plugin;
    this.undoing = undoing;
  }
}

/** Some services did not end as they should; all others did. */
export class StopError extends AggregateError {
  override readonly name = 'StopError';

  constructor(errors: readonly Error[]) {
    super(errors, `Not everything stopped cleanly: ${errors.map(messageOf).join('; ')}`);
  }
}

/** `needed`: active plugins hold its service; `lacking`: what it requires is not active; `fixed`: it carries the server. */
export type PluginControlCode = 'unknown' | 'needed' | 'lacking' | 'fixed' | 'stopping' | 'failed';

/** A plugin cannot be activated or deactivated now. */
export class PluginControlError extends Error {
  override readonly name = 'PluginControlError';
  readonly code: PluginControlCode;

  constructor(code: PluginControlCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
