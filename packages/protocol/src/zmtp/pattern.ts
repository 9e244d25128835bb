import type { Command } from '../frames/command.ts';
import type { Frames, Outgoing } from '../frames/frame.ts';
import type { Link, Peer } from './link.ts';
import type { Outbox } from './outbox.ts';

/** A peer of a bound socket that completed the handshake. */
export type Attached = { readonly link: Link; readonly outbox: Outbox; readonly peer: Peer };

/** What a socket type does with its peers and messages. May throw a `ProtocolError` about a peer: it is disconnected. */
export interface Pattern {
  attach?(peer: Attached): void;
  detach?(peer: Attached): void;
  command?(peer: Attached, received: Command): void;
  /** The messages for the listeners. */
  receive(peer: Attached, batch: readonly Frames[]): readonly Frames[];
  send(frames: Outgoing): boolean;
}
