import type { Command } from '../frames/command.ts';
import { encodedLength, encodeMessage, type Frames, type Outgoing } from '../frames/frame.ts';
import type { Attached, Pattern } from './pattern.ts';
import { Subscriptions } from './subscriptions.ts';

/** Sends each message, encoded once, to every peer that subscribed to it. What a full peer misses is lost for it alone. */
export class Publisher implements Pattern {
  readonly #topics = new Map<Attached, Subscriptions>();
  readonly #limit: number;
  readonly #subscribed: (topic: Buffer) => void;

  constructor(limit: number, subscribed: (topic: Buffer) => void) {
    this.#limit = limit;
    this.#subscribed = subscribed;
  }

  attach(peer: Attached): void {
    this.#topics.set(peer, new Subscriptions(this.#limit));
  }

  detach(peer: Attached): void {
    this.#topics.delete(peer);
  }

  command(peer: Attached, { name, data }: Command): void {
    if (name === 'SUBSCRIBE') this.#subscribe(peer, data);
    else if (name === 'CANCEL') this.#topics.get(peer)?.remove(data);
  }

  /** ZMTP 3.0 subscribes by messages: 1 or 0 and the topic. */
  receive(peer: Attached, batch: readonly Frames[]): readonly Frames[] {
    for (const [frame] of batch) {
      if (frame?.[0] === 1) this.#subscribe(peer, frame.subarray(1));
      else if (frame?.[0] === 0) this.#topics.get(peer)?.remove(frame.subarray(1));
    }
    return [];
  }

  send(frames: Outgoing): boolean {
    let encoded: Buffer[] | undefined;
    let complete = true;
    const bytes = encodedLength(frames);
    for (const [peer, topics] of this.#topics) {
      if (!topics.match(frames[0] ?? Buffer.alloc(0))) continue;
      encoded ??= encodeMessage(frames);
      if (!peer.outbox.push(encoded, bytes, frames.length)) complete = false;
    }
    return complete;
  }

  #subscribe(peer: Attached, topic: Buffer): void {
    this.#topics.get(peer)?.add(topic);
    this.#subscribed(topic);
  }
}
