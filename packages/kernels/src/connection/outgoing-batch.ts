import type { WireMessage } from '@himalia/protocol/message';
import { encodeJson, encodeV1, frameBinary } from '@himalia/protocol/websocket';
import type { Channel } from './channel.ts';

const stream = Buffer.from('"stream"');

/**
 * Messages of one channel that go out together. Each form is made when the first client needs it, and the same bytes go to
 * all that use it.
 */
export class OutgoingBatch {
  readonly channel: Channel;
  readonly messages: readonly WireMessage[];
  #blocks: readonly Buffer[] | undefined;
  #json: readonly (string | Buffer)[] | undefined;
  #hasStreams: boolean | undefined;

  constructor(channel: Channel, messages: readonly WireMessage[]) {
    this.channel = channel;
    this.messages = messages;
  }

  /** Whether text is among it that may be merged. The search is cheaper than reading the types. */
  get hasStreams(): boolean {
    this.#hasStreams ??= this.channel === 'iopub' && this.messages.some(({ parts }) => parts[0]?.includes(stream));
    return this.#hasStreams;
  }

  /** As WebSocket frames ready to be written, for clients of the v1 protocol. */
  get blocks(): readonly Buffer[] {
    this.#blocks ??= frameBinary(this.messages.map((message) => encodeV1(this.channel, message.parts)));
    return this.#blocks;
  }

  /** As payloads of text and binary frames, for clients without subprotocol. */
  get json(): readonly (string | Buffer)[] {
    this.#json ??= this.messages.map((message) => encodeJson(this.channel, message.parts));
    return this.#json;
  }
}
