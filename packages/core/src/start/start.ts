import type { Plan } from '../resolve/plan.ts';
import type { Running } from './running.ts';
import type { StartOptions } from './start-options.ts';
import { Startup } from './startup.ts';

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
