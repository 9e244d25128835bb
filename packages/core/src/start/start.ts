import type { Log } from '../log.ts';
import type { Host, PluginControl } from '../plugin.ts';
import type { Plan } from '../resolve/plan.ts';
import type { Running } from './running.ts';
import { Startup } from './startup.ts';

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

/**
 * Activates every plugin as soon as what it needs is active. When a critical one fails, what has started is ended in
 * reverse order and the promise rejects with `StartError`. One that is not critical is marked as failed; plugins that
 * require it fail as well, those that may take it go without.
 */
export async function start(plan: Plan, options: StartOptions): Promise<Running> {
  const startup = new Startup(plan, options);
  await startup.run(options.signal);
  return startup;
}
