import type { Block } from '../journal/block.ts';
import type { Room } from '../journal/block-body.ts';
import type { Audience, Receiver } from './audience.ts';
import { type KeptMessage, messagesIn } from './kept-message.ts';
import { Outgoing } from './outgoing.ts';
import type { RateLimit } from './rate-limit.ts';

/** A block on its way to clients. Iopub is the same for all of them; replies are parted by who asked. */
export class LiveBlock {
  readonly block: Block;
  readonly #audience: Audience;
  readonly #room: Room | undefined;
  #messages: readonly KeptMessage[] | undefined;
  #all: Outgoing | 'nothing' | undefined;
  #replies: { readonly message: KeptMessage; readonly receivers: ReadonlySet<Receiver> }[] | undefined;

  /** `room`: where other forms of it are made. */
  constructor(block: Block, audience: Audience, room?: Room) {
    this.block = block;
    this.#audience = audience;
    this.#room = room;
  }

  get messages(): readonly KeptMessage[] {
    this.#messages ??= messagesIn(this.block);
    return this.#messages;
  }

  /** Undefined: nothing in it is for this client. */
  for(client: Receiver): Outgoing | undefined {
    const { kind } = this.block;
    if (kind === 'request') return undefined;
    if (kind === 'iopub' || kind === 'notice') return this.#forAll();
    this.#replies ??= this.messages.map((message) => ({ message, receivers: this.#audience.receivers(message) }));
    const its = this.#replies.filter(({ receivers }) => receivers.has(client));
    return its.length === 0 ? undefined : Outgoing.of(its.map(({ message }) => message));
  }

  /** What of a block of iopub goes to a client whose output is limited. */
  limited(limit: RateLimit): Outgoing | undefined {
    const passing = limit.pass(this.messages.filter((message) => !this.#audience.hides(message)));
    return passing.length === 0 ? undefined : Outgoing.of(passing);
  }

  #forAll(): Outgoing | undefined {
    this.#all ??= this.#visible();
    return this.#all === 'nothing' ? undefined : this.#all;
  }

  #visible(): Outgoing | 'nothing' {
    if (!this.block.status) return Outgoing.ofBlocks([this.block], this.#room);
    const visible = this.messages.filter((message) => !this.#audience.hides(message));
    if (visible.length === this.messages.length) return Outgoing.ofBlocks([this.block], this.#room);
    return visible.length === 0 ? 'nothing' : Outgoing.of(visible);
  }
}
