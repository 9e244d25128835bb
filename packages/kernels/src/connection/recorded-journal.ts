import type { JournalMessage, JournalPortion, KernelClientEvent, KernelJournal } from '@himalia/contracts/kernels';
import { Listeners } from '../feed/listeners.ts';
import type { Block } from '../journal/block.ts';
import { messagesOf } from '../journal/block-body.ts';
import type { JournalReader } from '../journal/journal.ts';
import { within } from '../within.ts';

/** Who waits for the end of a kernel is waited for no longer than this, in milliseconds. */
const endMs = 5000;

function messagesIn(block: Block): JournalMessage[] {
  const { kind, time, first } = block;
  return messagesOf(block).map(({ parts }, index) => ({ sequence: first + index, time, kind, parts }));
}

/** Whether it tells how far executions are. Output is not looked into. */
function tells({ kind, status }: Block): boolean {
  return kind === 'iopub' ? status : kind === 'request' || kind === 'shell' || kind === 'notice';
}

/** A kernel's journal as others may see it. */
export class RecordedJournal implements KernelJournal {
  readonly #reader: JournalReader;
  readonly #progress = new Listeners<JournalMessage>();
  readonly #clients = new Listeners<KernelClientEvent>();
  readonly #ends = new Set<() => Promise<void>>();

  constructor(reader: JournalReader) {
    this.#reader = reader;
  }

  get head(): number {
    return this.#reader.head;
  }

  async read(from: number, maxBytes: number): Promise<JournalPortion> {
    const { blocks, missing, next } = await this.#reader.read(from, maxBytes);
    const messages = blocks.flatMap(messagesIn);
    // The first block may begin before the number that was asked for.
    return { messages: messages.filter(({ sequence }) => sequence >= from), missing, next };
  }

  onProgress(listener: (message: JournalMessage) => void): Disposable {
    return this.#progress.add(listener);
  }

  onClient(listener: (event: KernelClientEvent) => void): Disposable {
    return this.#clients.add(listener);
  }

  beforeEnd(listener: () => Promise<void>): Disposable {
    this.#ends.add(listener);
    return { [Symbol.dispose]: () => void this.#ends.delete(listener) };
  }

  /** A block was written. */
  publish(block: Block): void {
    if (tells(block)) for (const message of messagesIn(block)) this.#progress.emit(message);
  }

  tell(event: KernelClientEvent): void {
    this.#clients.emit(event);
  }

  /** Settles when everybody is done with it, or took too long. */
  async end(): Promise<void> {
    await within(Promise.allSettled([...this.#ends].map((listener) => listener())), endMs);
  }
}
