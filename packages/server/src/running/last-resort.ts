import { Kernels } from '@himalia/contracts/kernels';
import type { Log, Running } from '@himalia/core';

/**
 * An error that nobody caught leaves the server in an unknown state: it is logged with the kernels that run, and the server
 * is asked to stop, so that they are ended or kept as configured and not forgotten.
 */
export function watchUncaught(
  log: Log,
  running: () => Running | undefined,
  stop: (reason: string) => void,
): Disposable {
  const report = (error: unknown): void => {
    log.error('An error that nobody handled; the server stops.', { error, kernels: kernelsOf(running()) });
    stop('an error that nobody handled');
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  // Who read our output went away (`himalia start | head`): no reason to stop, and a report of it would fail as well.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore);
  return {
    [Symbol.dispose]: () => {
      process.off('uncaughtException', report);
      process.off('unhandledRejection', report);
    },
  };
}

function ignore(): void {}

function kernelsOf(running: Running | undefined): readonly string[] {
  try {
    return (
      running?.services
        .get(Kernels)
        ?.list()
        .map((kernel) => `${kernel.name} ${kernel.id}`) ?? []
    );
  } catch {
    return ['unknown'];
  }
}
