import type { JournalMessage, KernelJournal } from '@himalia/contracts/kernels';
import { headerMember } from '@himalia/protocol/message';
import { displayIdOf } from '@himalia/protocol/nbformat';
import { objectOf } from './execution.ts';

/** Read from the journal at a time. */
const portionBytes = 1024 * 1024;

/** The ids of the requests that showed a display of this id before the sequence number `end`. */
export async function findDisplay(journal: KernelJournal, id: string, end: number): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const needle = Buffer.from(JSON.stringify(id));
  const shows = ({ kind, sequence, parts }: JournalMessage): boolean =>
    kind === 'iopub' && sequence < end && parts[3]?.includes(needle) === true && displayIdOf(objectOf(parts[3])) === id;
  for (let at = 1; at < end; ) {
    const { messages, next } = await journal.read(at, portionBytes);
    for (const message of messages) {
      if (shows(message)) found.add(headerMember(message.parts[1]?.toString('latin1') ?? '', 'msg_id'));
    }
    at = Math.max(next, at + 1);
  }
  return found;
}
