import { headerMember, type WireMessage } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import type { KeptMessage } from './kept-message.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** Text above this is not made larger by merging, so that one message stays bearable for a browser. */
const mergedLength = 512 * 1024;

type Stream = {
  readonly first: KeptMessage;
  readonly name: string;
  readonly parentId: string;
  readonly texts: string[];
  /** UTF-16 units of all texts. */
  length: number;
};

/**
 * Messages in which `stream` messages of one parent and name that follow each other are one; all others as they are, and those
 * before the sequence number `from`: a client that may have them knows them by their ids.
 */
export function mergeStreams(messages: readonly KeptMessage[], from = 0): OutgoingMessage[] {
  const merged: OutgoingMessage[] = [];
  let open: Stream | undefined;
  for (const message of messages) {
    const merges = message.sequence >= from && message.wire.type === 'stream';
    const stream = merges ? readStream(message) : undefined;
    if (open && stream && fits(open, stream)) {
      open.texts.push(...stream.texts);
      open.length += stream.length;
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
  return open.name === next.name && open.parentId === next.parentId && open.length + next.length <= mergedLength;
}

function closed({ first, name, texts }: Stream): OutgoingMessage {
  const [header, parent, metadata] = first.wire.parts;
  if (texts.length === 1 || !header || !parent || !metadata) return first;
  const content = Buffer.from(JSON.stringify({ name, text: texts.join('') }));
  return { sequence: first.sequence, payload: encodeV1('iopub', [header, parent, metadata, content]) };
}

/** Undefined where it cannot be merged: without parent, with buffers, or not as the protocol says. */
function readStream(first: KeptMessage): Stream | undefined {
  const { wire } = first;
  const name = headerMember(wire.parts[3]?.toString('latin1') ?? '', 'name');
  const { parentId } = wire;
  if (name === '' || parentId === '' || wire.parts.length > 4) return undefined;
  const text = textOf(wire);
  return text === undefined ? undefined : { first, name, parentId, texts: [text], length: text.length };
}

function textOf(wire: WireMessage): string | undefined {
  try {
    const { text } = wire.content();
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
