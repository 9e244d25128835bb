import type { KernelJournal } from '@himalia/contracts/kernels';
import { KernelActivity } from '../connection/kernel-activity.ts';
import { RecordedJournal } from '../connection/recorded-journal.ts';
import { restoreActivity } from '../connection/restore-activity.ts';
import type { KernelRemains } from '../feed/kernel-feed.ts';
import { deathNotice, statusMessage } from '../feed/server-messages.ts';
import type { KernelRecord } from '../records/kernel-records.ts';

/** A kernel that ended while no server ran: what it said, until nobody needs it any more. */
export class EndedKernel {
  readonly record: KernelRecord;
  /** In words. */
  readonly reason: string;
  readonly journal: KernelJournal;
  readonly #remains: KernelRemains;
  readonly #clear: () => Promise<void>;

  /** `clear` removes what else there is of it. */
  constructor(record: KernelRecord, reason: string, remains: KernelRemains, clear: () => Promise<void>) {
    this.record = record;
    this.reason = reason;
    this.journal = new RecordedJournal(remains.journal);
    this.#remains = remains;
    this.#clear = clear;
  }

  /** Says in the cell that it was computing why that has no end. */
  async tell(): Promise<void> {
    const activity = new KernelActivity();
    await restoreActivity(activity, this.#remains.journal, this.record);
    const { execution } = activity;
    if (execution) this.#remains.note(deathNotice(this.reason, execution).parts);
    this.#remains.note(statusMessage('dead', this.reason).parts);
  }

  async forget(): Promise<void> {
    await this.#remains.end();
    await this.#clear();
  }
}
