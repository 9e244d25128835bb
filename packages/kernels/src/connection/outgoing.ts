import { decodeV1, encodeJson, frameBinary } from '@himalia/protocol/websocket';
import { type Block, endOf } from '../journal/block.ts';
import { payloadsOf, splitBody } from '../journal/block-body.ts';

export type OutgoingMessage = {
  readonly sequence: number;
  /** As v1 clients get it, without the WebSocket frame. */
  readonly payload: Buffer;
};

const stream = Buffer.from('"stream"');

/** Messages that go out together. Each form is made when the first client needs it, and the same bytes go to all that use it. */
export class Outgoing {
  /** As WebSocket frames ready to be written, for clients of the v1 protocol. */
  readonly frames: readonly Buffer[];
  readonly count: number;
  /** The sequence number of its last message; where that one was merged of several, of the first of them. */
  readonly lastAt: number;
  #json: readonly (string | Buffer)[] | undefined;
  #hasStreams: boolean | undefined;
  #parted: readonly [readonly Buffer[], readonly Buffer[]] | undefined;

  private constructor(frames: readonly Buffer[], count: number, lastAt: number) {
    this.frames = frames;
    this.count = count;
    this.lastAt = lastAt;
  }

  static ofBlock(block: Block): Outgoing {
    return new Outgoing(block.body, block.count, endOf(block) - 1);
  }

  static of(messages: readonly OutgoingMessage[]): Outgoing {
    const frames = frameBinary(messages.map(({ payload }) => payload));
    return new Outgoing(frames, messages.length, messages.at(-1)?.sequence ?? 0);
  }

  /** As payloads of text and binary frames, for clients without subprotocol. */
  get json(): readonly (string | Buffer)[] {
    this.#json ??= payloadsOf(this.frames).map((payload) => {
      const { channel, parts } = decodeV1(payload);
      return encodeJson(channel, parts);
    });
    return this.#json;
  }

  /** Whether text may be among it that merges. The search is cheaper than reading the types. */
  get hasStreams(): boolean {
    this.#hasStreams ??= this.frames.some((piece) => piece.includes(stream));
    return this.#hasStreams;
  }

  /** The frames before its last message, and that one; large messages stay together. */
  get parted(): readonly [readonly Buffer[], readonly Buffer[]] {
    const [only] = this.frames;
    this.#parted ??=
      this.count < 2 || this.frames.length !== 1 || only === undefined
        ? [[], this.frames]
        : partAt(only, this.count - 1);
    return this.#parted;
  }
}

function partAt(frames: Buffer, index: number): [Buffer[], Buffer[]] {
  const [before, last] = splitBody([frames], index);
  return [[before], [last]];
}
