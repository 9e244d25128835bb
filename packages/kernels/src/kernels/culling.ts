import type { Log } from '@himalia/core';
import type { LocalKernels } from './local-kernels.ts';
import type { RunningKernel } from './running-kernel.ts';

export type CullingRules = {
  /** Without activity for so long, in seconds; 0 never. A kernelspec's `metadata.cull_idle_timeout` overrides it. */
  readonly idleSeconds: number;
  readonly everySeconds: number;
  /** Also kernels with connected clients. */
  readonly connected: boolean;
  /** Also kernels that compute. */
  readonly busy: boolean;
};

/** Whether a kernel has been idle for so long that it is to be shut down. */
function isIdle(kernel: RunningKernel, rules: CullingRules): boolean {
  const { cull_idle_timeout: own } = kernel.spec.metadata;
  const seconds = typeof own === 'number' ? own : rules.idleSeconds;
  const { activity, connections } = kernel.connection;
  if (seconds <= 0 || (connections > 0 && !rules.connected) || (activity.state === 'busy' && !rules.busy)) return false;
  return Date.now() - activity.lastActivity.getTime() > seconds * 1000;
}

/** Shuts idle kernels down from time to time. */
export function cullIdle(kernels: LocalKernels, rules: CullingRules, log: Log): Disposable {
  const timer = setInterval(() => {
    for (const kernel of kernels.running().filter((running) => isIdle(running, rules))) {
      log.info('idle kernel shut down', { kernel: kernel.id, name: kernel.spec.name });
      kernels.shutdown(kernel.id).catch((error: Error) => {
        log.warn('idle kernel not shut down', { kernel: kernel.id, error: error.message });
      });
    }
  }, rules.everySeconds * 1000);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
