import { encodedLength, encodeMessage, type Frames, type Outgoing } from '../frames/frame.ts';
import type { Attached, Pattern } from './pattern.ts';

/** Requests without an answer; more are dropped, as a full queue would. */
const mostOpen = 10_000;

/** Answers requests in the order in which they came. */
export class Replier implements Pattern {
  readonly #open: { readonly peer: Attached; readonly envelope: Frames }[] = [];

  receive(peer: Attached, batch: readonly Frames[]): readonly Frames[] {
    const bodies: Frames[] = [];
    for (const frames of batch) {
      const delimiter = frames.findIndex((frame) => frame.length === 0);
      if (delimiter < 0 || delimiter + 1 === frames.length || this.#open.length >= mostOpen) continue;
      this.#open.push({ peer, envelope: frames.slice(0, delimiter + 1) });
      bodies.push(frames.slice(delimiter + 1));
    }
    return bodies;
  }

  send(frames: Outgoing): boolean {
    const request = this.#open.shift();
    if (request === undefined || request.peer.link.socket.destroyed) return false;
    const message = [...request.envelope, ...frames];
    return request.peer.outbox.push(encodeMessage(message), encodedLength(message), message.length);
  }
}
