import type { KernelProcess } from '@himalia/contracts/kernels';
import { within } from '../within.ts';

/** After SIGKILL a process is gone as soon as the system has time; one that hangs in the kernel of the system never is. */
const killedMs = 5000;

export type Ending = {
  readonly process: Pick<KernelProcess, 'exited' | 'signal'>;
  readonly interrupt: () => Promise<void>;
  /** Sends `shutdown_request`; undefined where nobody would hear it. */
  readonly ask: (() => void) | undefined;
  readonly limitMs: number;
};

/** Ends a kernel: by asking, then by SIGTERM, then by SIGKILL (jupyter_client's order and shares of the time). */
export async function endKernel({ process, interrupt, ask, limitMs }: Ending): Promise<void> {
  if (ask) {
    await interrupt().catch(() => undefined);
    ask();
    if (await within(process.exited, limitMs / 2)) return;
  }
  process.signal('SIGTERM');
  if (await within(process.exited, limitMs / 2)) return;
  process.signal('SIGKILL');
  await within(process.exited, killedMs);
}
