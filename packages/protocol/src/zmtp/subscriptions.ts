import { ProtocolError } from '../protocol-error.ts';

/** The topics one subscriber asked for; each counts as often as it was asked, as in libzmq. */
export class Subscriptions {
  readonly #limit: number;
  /** By length, so that a frame is compared with as many prefixes as there are lengths. */
  readonly #byLength = new Map<number, Map<string, number>>();
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(topic: Buffer): void {
    const key = topic.toString('latin1');
    let counts = this.#byLength.get(topic.length);
    const count = counts?.get(key);
    if (count === undefined) {
      if (this.#size >= this.#limit) {
        throw new ProtocolError('too_large', `The peer holds more than ${this.#limit} subscriptions.`);
      }
      this.#size += 1;
    }
    if (counts === undefined) {
      counts = new Map();
      this.#byLength.set(topic.length, counts);
    }
    counts.set(key, (count ?? 0) + 1);
  }

  remove(topic: Buffer): void {
    const key = topic.toString('latin1');
    const counts = this.#byLength.get(topic.length);
    const count = counts?.get(key);
    if (counts === undefined || count === undefined) return;
    if (count > 1) {
      counts.set(key, count - 1);
      return;
    }
    this.#size -= 1;
    counts.delete(key);
    if (counts.size === 0) this.#byLength.delete(topic.length);
  }

  /** Whether one of the topics is a prefix of this frame. */
  match(frame: Uint8Array): boolean {
    if (this.#byLength.has(0)) return true;
    for (const [length, counts] of this.#byLength) {
      if (length > frame.length) continue;
      if (counts.has(Buffer.from(frame.buffer, frame.byteOffset, length).toString('latin1'))) return true;
    }
    return false;
  }
}
