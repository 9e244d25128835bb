import type { Log, Running } from '@himalia/core';

/** The same Ctrl-C reaches a process more than once when npm or a shell passes it on. */
const SAME_SIGNAL = 1_000;

/**
 * Stops gracefully. True when everything ended well; after the time, or at a second signal, what still runs is left behind
 * and named in the log.
 */
export async function stopWithin(running: Running, reason: string, milliseconds: number, log: Log): Promise<boolean> {
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<string>();
  const from = Date.now();
  const again = (): void => {
    if (Date.now() - from > SAME_SIGNAL) giveUp('a second signal');
  };
  const timer = setTimeout(() => giveUp(`${milliseconds / 1000} s were not enough`), milliseconds);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, again);
  const stopped = running.stop(reason).then(
    () => true,
    () => false, // each failure was logged
  );
  const outcome = await Promise.race([stopped, givenUp]);
  clearTimeout(timer);
  if (typeof outcome === 'boolean') return outcome;
  const left = running.status().flatMap(({ id, state }) => (state === 'active' ? [id] : []));
  log.error(`Gave up stopping gracefully: ${outcome}.`, { stillRunning: left });
  return false;
}
