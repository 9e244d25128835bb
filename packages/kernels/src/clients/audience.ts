import { isServerSession } from '../feed/server-messages.ts';
import type { BlockKind } from '../journal/block.ts';
import type { KeptMessage } from './kept-message.ts';

/** A client, and who took its place. */
export type Receiver = { readonly successor: Receiver | undefined };
type OwnerOf = (messageId: string, session: string) => Receiver | undefined;

/** Which message is for which client; the same rule for what comes now and for what lies in the journal. */
export class Audience {
  readonly #ownerOf: OwnerOf;

  /** `ownerOf`: who sent the request of this id, from this session. */
  constructor(ownerOf: OwnerOf) {
    this.#ownerOf = ownerOf;
  }

  gets(client: Receiver, kind: BlockKind, message: KeptMessage): boolean {
    if (kind === 'request') return false;
    if (kind === 'iopub' || kind === 'notice') return !this.hides(message);
    return this.receivers(message).has(client);
  }

  /** Status of the server's own requests is nothing that clients wait for. */
  hides({ wire }: KeptMessage): boolean {
    return wire.type === 'status' && isServerSession(wire.parentSession);
  }

  /** A reply is for who asked, and for who took that client's place. */
  receivers({ wire }: KeptMessage): ReadonlySet<Receiver> {
    const receivers = new Set<Receiver>();
    const { parentId, parentSession } = wire;
    if (isServerSession(parentSession)) return receivers;
    for (let owner = this.#ownerOf(parentId, parentSession); owner; owner = owner.successor) receivers.add(owner);
    return receivers;
  }
}
