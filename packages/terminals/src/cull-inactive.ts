import type { Terminals } from '@himalia/contracts/terminals';
import type { Log } from '@himalia/core';

type Options = {
  /** Seconds. */
  readonly cullInactiveTimeout: number;
  /** Seconds. */
  readonly cullInterval: number;
};

/** Ends terminals without activity, until the signal is aborted. */
export function cullInactive(
  terminals: Pick<Terminals, 'list' | 'delete'>,
  { cullInactiveTimeout, cullInterval }: Options,
  log: Log,
  signal: AbortSignal,
): void {
  const timer = setInterval(() => {
    const limit = Date.now() - cullInactiveTimeout * 1000;
    for (const { name, last_activity } of terminals.list()) {
      if (Date.parse(last_activity) >= limit) continue;
      log.info('ending an inactive terminal', { terminal: name });
      terminals.delete(name).catch((error: unknown) => log.warn('an inactive terminal stays', { error }));
    }
  }, cullInterval * 1000).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
