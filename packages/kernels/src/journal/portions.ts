import type { JournalReader, Portion } from './journal.ts';

const portionBytes = 1024 * 1024;

/** All that a journal keeps from a sequence number on and up to where it ends now, in portions. */
export async function* portionsFrom(journal: JournalReader, from: number): AsyncGenerator<Portion> {
  const { head } = journal;
  for (let at = from; at <= head; ) {
    const portion = await journal.read(at, portionBytes);
    yield portion;
    at = Math.max(portion.next, at + 1);
  }
}
