import { frameAt, frameBinary, jsonFrames } from '@himalia/protocol/websocket';
import { type Block, endOf } from '../journal/block.ts';
import { type Room, whole } from '../journal/block-body.ts';
import type { Piece } from './sent-pieces.ts';

export type OutgoingMessage = {
  readonly sequence: number;
  /** The last sequence number of those that it was merged of. */
  readonly last?: number;
  /** As v1 clients get it, without the WebSocket frame. */
  readonly payload: Buffer;
};
export type Form = 'v1' | 'json';
type Told = {
  readonly count: number;
  readonly lastAt: number;
  readonly room?: Room | undefined;
  readonly pieces?: readonly Piece[];
};

/** Messages that go out together. Each form is made when the first client needs it, and the same bytes go to all that use it. */
export class Outgoing {
  readonly count: number;
  /** The sequence number of its last message; where that one was merged of several, of the first of them. */
  readonly lastAt: number;
  /** What was merged. */
  readonly pieces: readonly Piece[];
  /** Pieces of frames; those of one body are whole together. */
  readonly #bodies: readonly (readonly Buffer[])[];
  readonly #v1: readonly Buffer[];
  #json: readonly Buffer[] | undefined;
  /** Where it is made; anywhere unless said. */
  readonly #room: Room | undefined;
  readonly #parted = new Map<Form, readonly [readonly Buffer[], readonly Buffer[]]>();

  private constructor(bodies: readonly (readonly Buffer[])[], { count, lastAt, room, pieces = [] }: Told) {
    this.#bodies = bodies;
    this.#room = room;
    this.#v1 = bodies.flat();
    this.pieces = pieces;
    this.count = count;
    this.lastAt = lastAt;
  }

  /** What blocks that follow each other hold, as it is. `room`: where other forms of it are made. */
  static ofBlocks(blocks: readonly Block[], room?: Room): Outgoing {
    const count = blocks.reduce((sum, block) => sum + block.count, 0);
    const last = blocks.at(-1);
    return new Outgoing(
      blocks.map(({ body }) => body),
      { count, lastAt: last ? endOf(last) - 1 : 0, room },
    );
  }

  static of(messages: readonly OutgoingMessage[]): Outgoing {
    const frames = frameBinary(messages.map(({ payload }) => payload));
    const pieces = messages.flatMap(({ sequence: from, last: to }) => (to === undefined ? [] : [{ from, to }]));
    return new Outgoing([frames], { count: messages.length, lastAt: messages.at(-1)?.sequence ?? 0, pieces });
  }

  /** As WebSocket frames ready to be written. */
  frames(form: Form): readonly Buffer[] {
    if (form === 'v1') return this.#v1;
    this.#json ??= this.#bodies.flatMap((body) => jsonFrames(whole(body), this.#room));
    return this.#json;
  }

  /** The frames before its last message, and that one; large messages stay together. */
  parted(form: Form): readonly [readonly Buffer[], readonly Buffer[]] {
    const known = this.#parted.get(form);
    const frames = this.frames(form);
    const [only] = frames;
    const parted =
      known ?? (this.count < 2 || frames.length !== 1 || only === undefined ? ([[], frames] as const) : partLast(only));
    this.#parted.set(form, parted);
    return parted;
  }
}

function partLast(frames: Buffer): readonly [readonly Buffer[], readonly Buffer[]] {
  let last = 0;
  for (let frame = frameAt(frames, 0); frame && frame.end < frames.length; frame = frameAt(frames, last))
    last = frame.end;
  return [[frames.subarray(0, last)], [frames.subarray(last)]];
}
