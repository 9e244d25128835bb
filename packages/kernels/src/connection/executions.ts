import { headerMember, type WireMessage } from '@himalia/protocol/message';
import { messagesIn } from '../clients/kept-message.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { Block } from '../journal/block.ts';
import type { JournalReader } from '../journal/journal.ts';
import { portionsFrom } from '../journal/portions.ts';

const kept = 65_536;
/** Kernels that never say that they are idle would have any number of them. */
const keptOpen = 1000;

/** An execution whose end was not heard yet. */
export type OpenExecution = {
  readonly id: string;
  /** Of the request, as JSON. */
  readonly header: Buffer;
  replied: boolean;
};

/** The `execute_request` messages that a kernel was given, by id, and which of them it is not done with. */
export class Executions {
  /** Where they lie in the journal; undefined while they are on their way to the kernel. */
  readonly #byId = new Map<string, number | undefined>();
  readonly #open = new Map<string, OpenExecution>();

  /** In the order in which the kernel got them. */
  get open(): readonly OpenExecution[] {
    return [...this.#open.values()];
  }

  /** True: a request of this id is under way, or was sent already. From now on it is. */
  accept(messageId: string): boolean {
    if (this.#byId.has(messageId)) return true;
    this.#remember(messageId, undefined);
    return false;
  }

  /** Its sequence number in the journal. */
  find(messageId: string): number | undefined {
    return this.#byId.get(messageId);
  }

  /** A block of kind `request`. */
  add(block: Block): void {
    for (const { sequence, wire } of messagesIn(block)) {
      if (wire.type !== 'execute_request') continue;
      this.#remember(wire.id, sequence);
      const header = Buffer.from(wire.parts[0] ?? '');
      // A subshell (JEP 91) does not wait for what the others compute: no answer of theirs says that it is done.
      if (headerMember(header.toString('latin1'), 'subshell_id') !== '') continue;
      this.#open.set(wire.id, { id: wire.id, header, replied: false });
      dropOldest(this.#open, keptOpen);
    }
  }

  /** A reply or a status. */
  hear(message: WireMessage): void {
    const open = this.#open.get(message.parentId);
    if (!open) return;
    if (message.type === 'execute_reply') {
      open.replied = true;
      // Not every kernel says of what it did not begin that it is idle again.
      if (contentOf(message, 'status') === 'aborted') this.end(open.id);
    } else if (contentOf(message, 'execution_state') === 'idle') this.end(open.id);
  }

  end(messageId: string): void {
    this.#open.delete(messageId);
  }

  /** The process that had them is gone. */
  endAll(): void {
    this.#open.clear();
  }

  /** Learns what a kernel was given before this server knew it. */
  async learn(journal: JournalReader): Promise<void> {
    for await (const { blocks } of portionsFrom(journal, 1)) for (const block of blocks) this.#learn(block);
  }

  #learn(block: Block): void {
    if (block.kind === 'request') this.add(block);
    else if (block.kind === 'shell' || block.kind === 'notice' || (block.kind === 'iopub' && block.status)) {
      for (const { wire } of messagesIn(block)) {
        if (wire.type === 'execute_reply' || wire.type === 'status') this.hear(wire);
        // What the server says of no request is that there is another process, or none.
        if (block.kind === 'notice' && wire.type === 'status' && wire.parentId === '') this.endAll();
      }
    }
  }

  #remember(messageId: string, sequence: number | undefined): void {
    this.#byId.set(messageId, sequence);
    dropOldest(this.#byId, kept);
  }
}

/** The id of an `execute_request`; undefined for other requests. */
export function executeRequestId(header: string): string | undefined {
  return headerMember(header, 'msg_type') === 'execute_request' ? headerMember(header, 'msg_id') : undefined;
}

function contentOf({ parts }: WireMessage, member: string): string {
  return headerMember(parts[3]?.toString('latin1') ?? '', member);
}
