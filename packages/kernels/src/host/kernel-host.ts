import type { Command, ConnectionInfo, HeldProcess } from '@himalia/contracts/kernels';
import type { HeldModel } from '../feed/held-model.ts';
import type { KernelFeed, KernelRemains } from '../feed/kernel-feed.ts';

/** Where kernels are held: their processes, their sockets and what they said. In this process, or in one that outlives it. */
export interface KernelHost extends AsyncDisposable {
  /** Starts a process. Rejects with the system's error when there is none. */
  spawn(command: Command): Promise<HeldProcess>;
  /** Connects to a kernel and begins its journal, or takes over what is held under this id. Rejects when another server that runs has it. */
  hold(id: string, connection: ConnectionInfo): Promise<KernelFeed>;
  /**
   * Watches a process that runs already; undefined when it is gone. How it ends is known only where somebody waited for it
   * since its start. Rejects when another server that runs has the kernel.
   */
  adopt(id: string, process: ProcessName): Promise<HeldProcess | undefined>;
  /** What is left of a kernel that nobody holds. */
  leftBy(id: string): KernelRemains;
  /** Removes what is left of a kernel that is held no more: its journal and output. */
  clear(id: string): Promise<void>;
  /** Removes what is left of kernels that nobody knows any more, when it is old enough. */
  sweep(known: ReadonlySet<string>): Promise<void>;
  held(): Promise<readonly HeldModel[]>;
}

/** Names a process also after its id was given to another. */
export type ProcessName = { readonly pid: number; readonly startTime: string };
