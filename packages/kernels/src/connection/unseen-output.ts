import { messagesIn } from '../clients/kept-message.ts';
import type { JournalReader } from '../journal/journal.ts';
import { portionsFrom } from '../journal/portions.ts';

const outputs = new Set(['stream', 'display_data', 'update_display_data', 'execute_result', 'error']);

/** Whether there is output from a sequence number on, in what is kept. */
export async function hasOutput(journal: JournalReader, from: number): Promise<boolean> {
  for await (const { blocks, missing } of portionsFrom(journal, from)) {
    // Nobody fills a journal with anything else.
    if (missing > 0) return true;
    for (const block of blocks) {
      if (block.kind !== 'iopub') continue;
      if (messagesIn(block).some(({ sequence, wire }) => sequence >= from && outputs.has(wire.type))) return true;
    }
  }
  return false;
}
