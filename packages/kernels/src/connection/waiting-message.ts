import { headerMember, type WireMessage } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import type { Channel } from './channel.ts';

/** What goes first when too much waits. Replies and status stay: a client without them hangs. */
export type Rank = 'stream' | 'output' | 'kept';

const outputs = new Set([
  'display_data',
  'update_display_data',
  'execute_result',
  'execute_input',
  'error',
  'clear_output',
  'comm_msg',
  'debug_event',
]);
/** Text above this is not made larger by merging, so that one message stays bearable for a browser. */
const mergedLength = 512 * 1024;
/** Memory of one waiting message besides its bytes. */
const overhead = 256;

type Stream = {
  readonly name: string;
  readonly parentId: string;
  readonly texts: string[];
  /** UTF-16 units of all texts. */
  length: number;
};

/** A message that waits for its client, as v1 frame. Consecutive `stream` messages of one parent and name merge into one. */
export class WaitingMessage {
  readonly rank: Rank;
  readonly #channel: Channel;
  /** Copies: what came from the kernel is a view of a large chunk, which would stay alive. */
  readonly #parts: readonly Buffer[];
  readonly #stream: Stream | undefined;
  #bytes: number;

  constructor(channel: Channel, message: WireMessage) {
    const type = channel === 'iopub' ? message.type : '';
    this.rank = type === 'stream' ? 'stream' : outputs.has(type) ? 'output' : 'kept';
    this.#channel = channel;
    this.#parts = message.parts.map((part) => Buffer.from(part));
    this.#stream = type === 'stream' ? readStream(message) : undefined;
    this.#bytes = this.#parts.reduce((sum, part) => sum + part.length, overhead);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get parent(): Buffer | undefined {
    return this.#parts[1];
  }

  /** Takes the next message's text up, if both are `stream` of the same parent and name. */
  merge(next: WaitingMessage): boolean {
    const mine = this.#stream;
    const its = next.#stream;
    if (!mine || !its || mine.name !== its.name || mine.parentId !== its.parentId) return false;
    if (mine.length + its.length > mergedLength) return false;
    mine.texts.push(...its.texts);
    mine.length += its.length;
    this.#bytes += next.#parts[3]?.length ?? 0;
    return true;
  }

  frame(): Buffer {
    const [header, parent, metadata] = this.#parts;
    if (!this.#stream || this.#stream.texts.length === 1 || !header || !parent || !metadata) {
      return encodeV1(this.#channel, this.#parts);
    }
    const { name, texts } = this.#stream;
    const content = Buffer.from(JSON.stringify({ name, text: texts.join('') }));
    return encodeV1(this.#channel, [header, parent, metadata, content]);
  }
}

/** Undefined where it cannot be merged: without parent, with buffers, or not as the protocol says. */
function readStream(message: WireMessage): Stream | undefined {
  const content = message.parts[3]?.toString('latin1') ?? '';
  const name = headerMember(content, 'name');
  const parentId = message.parentId;
  if (name === '' || parentId === '' || message.parts.length > 4) return undefined;
  const { text } = message.content();
  return typeof text === 'string' ? { name, parentId, texts: [text], length: text.length } : undefined;
}
