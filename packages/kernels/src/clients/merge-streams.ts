import { headerMember, type WireMessage } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import type { KeptMessage } from './kept-message.ts';
import type { OutgoingMessage } from './outgoing.ts';
import type { Piece, SentPieces } from './sent-pieces.ts';

/** Text above this is not made larger by merging, so that one message stays bearable for a browser. */
const mergedLength = 512 * 1024;

type Stream = {
  readonly first: KeptMessage;
  /** The sequence number of the last one. */
  last: number;
  /** Where it was sent before: the piece, or itself. */
  readonly before: Piece | number | undefined;
  readonly name: string;
  readonly parentId: string;
  readonly texts: string[];
  /** UTF-16 units of all texts. */
  length: number;
};

/** What a client may have already, up to a sequence number: it knows it by its ids, so it gets the same pieces again. */
export type Doubts = { readonly until: number; readonly pieces: SentPieces };

/** Messages in which `stream` messages of one parent and name that follow each other are one; all others as they are. */
export function mergeStreams(messages: readonly KeptMessage[], doubts?: Doubts): OutgoingMessage[] {
  const merged: OutgoingMessage[] = [];
  let open: Stream | undefined;
  for (const message of messages) {
    const stream = message.wire.type === 'stream' ? readStream(message, doubts) : undefined;
    if (open && stream && fits(open, stream)) {
      open.texts.push(...stream.texts);
      open.length += stream.length;
      open.last = message.sequence;
      continue;
    }
    if (open) merged.push(closed(open));
    open = stream;
    if (!stream) merged.push(message);
  }
  if (open) merged.push(closed(open));
  return merged;
}

function fits(open: Stream, next: Stream): boolean {
  if (open.before !== next.before) return false;
  return open.name === next.name && open.parentId === next.parentId && open.length + next.length <= mergedLength;
}

function closed({ first, last, name, texts }: Stream): OutgoingMessage {
  const [header, parent, metadata] = first.wire.parts;
  if (texts.length === 1 || !header || !parent || !metadata) return first;
  const content = Buffer.from(JSON.stringify({ name, text: texts.join('') }));
  return { sequence: first.sequence, last, payload: encodeV1('iopub', [header, parent, metadata, content]) };
}

/** Undefined where it cannot be merged: without parent, with buffers, or not as the protocol says. */
function readStream(first: KeptMessage, doubts: Doubts | undefined): Stream | undefined {
  const { wire } = first;
  const name = headerMember(wire.parts[3]?.toString('latin1') ?? '', 'name');
  const { parentId } = wire;
  if (name === '' || parentId === '' || wire.parts.length > 4) return undefined;
  const text = textOf(wire);
  if (text === undefined) return undefined;
  const { sequence: last } = first;
  const before = doubts && last < doubts.until ? (doubts.pieces.find(last) ?? last) : undefined;
  return { first, last, before, name, parentId, texts: [text], length: text.length };
}

function textOf(wire: WireMessage): string | undefined {
  try {
    const { text } = wire.content();
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
