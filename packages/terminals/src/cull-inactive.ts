import type { Log } from '@himalia/core';
import type { PtyTerminals } from './pty-terminals.ts';

type Options = {
  /** Seconds. */
  readonly cullInactiveTimeout: number;
  /** Seconds. */
  readonly cullInterval: number;
};

/** Ends terminals without activity, until the signal is aborted. */
export function cullInactive(
  terminals: PtyTerminals,
  { cullInactiveTimeout, cullInterval }: Options,
  log: Log,
  signal: AbortSignal,
): void {
  const timer = setInterval(() => {
    for (const { name, idleMs } of terminals.running()) {
      if (idleMs <= cullInactiveTimeout * 1000) continue;
      log.info('ending an inactive terminal', { terminal: name });
      terminals.delete(name).catch((error: unknown) => log.warn('an inactive terminal stays', { error }));
    }
  }, cullInterval * 1000).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
