import type { Log } from '../log.ts';
import type { Host, PluginControl } from '../plugin.ts';

export type StartOptions = {
  readonly log: Log;
  /** Receives what plugins ask of the host. Without one, `host.stop` stops what was started. */
  readonly host?: Pick<Host, 'stop'>;
  /** What `host.plugins` is to be. */
  readonly plugins?: PluginControl;
  /** Gives up a start that is under way, as when somebody presses Ctrl-C: rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** For each activation, in milliseconds; 30,000 unless said. */
  readonly timeout?: number;
  /** For the end of each service, in milliseconds; 10,000 unless said. */
  readonly stopTimeout?: number;
};
