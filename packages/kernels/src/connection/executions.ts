import { headerMember } from '@himalia/protocol/message';
import { messagesIn } from '../clients/kept-message.ts';
import { dropOldest } from '../drop-oldest.ts';
import type { Block } from '../journal/block.ts';
import type { JournalReader } from '../journal/journal.ts';
import { portionsFrom } from '../journal/portions.ts';

const kept = 65_536;

/** The `execute_request` messages that a kernel was given, by id. */
export class Executions {
  /** Where they lie in the journal; undefined while they are on their way to the kernel. */
  readonly #byId = new Map<string, number | undefined>();

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
    for (const { sequence, wire } of messagesIn(block))
      if (wire.type === 'execute_request') this.#remember(wire.id, sequence);
  }

  /** Learns what a kernel was given before this server knew it. */
  async learn(journal: JournalReader): Promise<void> {
    for await (const { blocks } of portionsFrom(journal, 1)) {
      for (const block of blocks) if (block.kind === 'request') this.add(block);
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
