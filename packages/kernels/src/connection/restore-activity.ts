import type { ExecutionState } from '@himalia/contracts/kernels';
import { WireMessage } from '@himalia/protocol/message';
import type { Block } from '../journal/block.ts';
import { messagesOf } from '../journal/block-body.ts';
import type { JournalReader } from '../journal/journal.ts';
import { portionsFrom } from '../journal/portions.ts';
import type { KernelActivity } from './kernel-activity.ts';

/** What was known of a kernel when its last server wrote it down. */
export type KnownActivity = {
  readonly state: ExecutionState;
  /** Header of the request that it computed, as JSON. */
  readonly execution: string | undefined;
  /** In milliseconds since 1970. */
  readonly lastActivity: number;
  /** The last message that this knows of. */
  readonly sequence: number;
};

/** Brings up to date what is known of a kernel, from what it said meanwhile. */
export async function restoreActivity(
  activity: KernelActivity,
  journal: JournalReader,
  { state, lastActivity, execution, sequence }: KnownActivity,
): Promise<void> {
  activity.restore(state, lastActivity, execution);
  for await (const { blocks } of portionsFrom(journal, sequence + 1)) {
    for (const block of blocks) learn(activity, block);
  }
}

function learn(activity: KernelActivity, block: Block): void {
  if (block.kind !== 'iopub') return;
  if (activity.state === 'busy') activity.restore('busy', block.time);
  if (!block.status) return;
  for (const { parts } of messagesOf(block)) {
    const message = new WireMessage(parts);
    if (message.type === 'status') activity.status(message, block.time);
  }
}
