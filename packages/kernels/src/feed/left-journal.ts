import { encodeBody } from '../journal/block-body.ts';
import { DiskReader } from '../journal/disk-reader.ts';
import type { JournalLimits, JournalReader } from '../journal/journal.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { KernelRemains } from './kernel-feed.ts';

/** The journal of a kernel that nobody holds any more. */
export class LeftJournal implements KernelRemains {
  readonly journal: JournalReader;
  readonly #writer: JournalWriter;

  constructor(folder: string, limits: JournalLimits) {
    const writer = new JournalWriter(folder, limits);
    this.#writer = writer;
    this.journal = new DiskReader(folder, () => writer.head);
  }

  note(parts: readonly Buffer[]): void {
    const notice = {
      kind: 'notice',
      status: false,
      streams: false,
      count: 1,
      body: encodeBody('iopub', [parts]),
    } as const;
    this.#writer.append(notice, () => undefined); // where it cannot be written, nobody misses more than the reason
  }

  async end(): Promise<void> {
    this.#writer.remove();
  }
}
