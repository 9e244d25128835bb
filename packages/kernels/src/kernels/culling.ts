import type { Log } from '@himalia/core';
import type { KernelConnection } from '../connection/kernel-connection.ts';
import type { WorkClock } from '../connection/work-clock.ts';
import type { LocalKernels } from './local-kernels.ts';
import type { RunningKernel } from './running-kernel.ts';

export type CullingRules = {
  /** Without activity for so long, in seconds; 0 never. A kernelspec's `metadata.cull_idle_timeout` overrides it. */
  readonly idleSeconds: number;
  readonly everySeconds: number;
  /** Also kernels with connected clients, however lately those asked something. */
  readonly connected: boolean;
  /** Connected clients count for so long after their last request, in seconds; 0: as long as they are connected. */
  readonly presenceSeconds: number;
  /** Also kernels that compute. */
  readonly busy: boolean;
  /** Also kernels with output that nobody got. */
  readonly unseen: boolean;
  /** How long a kernel may take to start, in seconds. */
  readonly startSeconds: number;
  /** After work a kernel stays at least as long as the work took, but not longer than this, in seconds. */
  readonly graceSeconds: number;
};

/** Time without activity after which a kernel goes, in milliseconds; 0: never. */
export function allowedIdleMs(own: unknown, workedMs: number, rules: CullingRules): number {
  const seconds = typeof own === 'number' ? own : rules.idleSeconds;
  return seconds <= 0 ? 0 : Math.max(seconds * 1000, Math.min(workedMs, rules.graceSeconds * 1000));
}

/** Whether somebody sits before one of its clients, as far as can be told. A socket alone is nobody: tabs stay open for weeks. */
function isAttended({ connections, activity }: KernelConnection, rules: CullingRules): boolean {
  if (connections === 0 || rules.connected) return false;
  return rules.presenceSeconds === 0 || activity.clock.unaskedMs < rules.presenceSeconds * 1000;
}

/** Time in which nobody did anything, in milliseconds. Who left a moment ago may have loaded the page again. */
function idleMsOf({ idleMs, leftMs }: WorkClock, rules: CullingRules): number {
  return rules.connected ? idleMs : Math.min(idleMs, leftMs);
}

/** Why a kernel is to be shut down; undefined while it is not. */
async function whyIdle({ spec, connection }: RunningKernel, rules: CullingRules): Promise<string | undefined> {
  const { clock, state } = connection.activity;
  const allowed = allowedIdleMs(spec.metadata.cull_idle_timeout, clock.workedMs, rules);
  const idleMs = idleMsOf(clock, rules);
  if (allowed === 0 || idleMs <= allowed || (state === 'busy' && !rules.busy)) return undefined;
  if (state === 'starting' && idleMs <= rules.startSeconds * 1000) return undefined;
  if (isAttended(connection, rules) || (!rules.unseen && (await connection.hasUnseen()))) return undefined;
  // It may have been asked something while the journal was read.
  return idleMsOf(clock, rules) < idleMs
    ? undefined
    : `It was shut down after ${Math.round(idleMs / 1000)} seconds without activity`;
}

/** Shuts idle kernels down from time to time. */
export function cullIdle(kernels: LocalKernels, rules: CullingRules, log: Log): Disposable {
  let looking = false;
  async function look(): Promise<void> {
    for (const kernel of kernels.running()) {
      const reason = await whyIdle(kernel, rules);
      if (reason === undefined) continue;
      log.info('idle kernel shut down', { kernel: kernel.id, name: kernel.spec.name });
      await kernels.retire(kernel, reason);
    }
  }
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: Error) => log.warn('idle kernels not shut down', { error: error.message }))
      .finally(() => {
        looking = false;
      });
  }, rules.everySeconds * 1000);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
