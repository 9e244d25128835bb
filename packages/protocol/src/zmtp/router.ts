import { encodedLength, encodeMessage, type Frames, type Outgoing } from '../frames/frame.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { Attached, Pattern } from './pattern.ts';

/**
 * Peers by routing id. A newcomer takes over an id in use (ZMQ_ROUTER_HANDOVER, as ipykernel sets it): the old connection
 * is most often a dead one that nobody has noticed yet.
 */
export class Router implements Pattern {
  readonly #byId = new Map<string, Attached>();
  readonly #ids = new Map<Attached, Buffer>();
  #next = 1;

  attach(peer: Attached): void {
    const id = this.#identify(peer.peer.identity);
    const key = id.toString('latin1');
    const before = this.#byId.get(key);
    this.#byId.set(key, peer);
    this.#ids.set(peer, id);
    before?.link.destroy();
  }

  detach(peer: Attached): void {
    const key = this.#ids.get(peer)?.toString('latin1') ?? '';
    if (this.#byId.get(key) === peer) this.#byId.delete(key);
    this.#ids.delete(peer);
  }

  receive(peer: Attached, batch: readonly Frames[]): readonly Frames[] {
    const id = this.#ids.get(peer);
    return id === undefined ? [] : batch.map((frames) => [id, ...frames]);
  }

  send([id, ...frames]: Outgoing): boolean {
    if (id === undefined || frames.length === 0) return false;
    const peer = this.#byId.get(Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1'));
    return peer?.outbox.push(encodeMessage(frames), encodedLength(frames), frames.length) ?? false;
  }

  #identify(identity: Buffer): Buffer {
    if (identity.length > 255) throw new ProtocolError('handshake', 'The routing id has more than 255 bytes.');
    if (identity[0] === 0) throw new ProtocolError('handshake', 'A routing id must not start with a zero byte.');
    if (identity.length > 0) return Buffer.from(identity);
    const made = Buffer.alloc(7);
    made.writeUIntBE(this.#next, 1, 6);
    this.#next += 1;
    return made;
  }
}
