import { typedText } from '@himalia/protocol/nbformat';
import { encodeV1 } from '@himalia/protocol/websocket';
import { missingNotice, serverMessage } from '../feed/server-messages.ts';
import type { Block } from '../journal/block.ts';
import type { JournalReader, Portion } from '../journal/journal.ts';
import type { Audience, Receiver } from './audience.ts';
import { type KeptMessage, messagesIn } from './kept-message.ts';
import { type Doubts, mergeStreams } from './merge-streams.ts';
import { Outgoing } from './outgoing.ts';
import { type PortionMemory, portionBytes } from './portion-memory.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SentPieces } from './sent-pieces.ts';

export type Position = {
  /** The sequence number of what comes next. */
  next: number;
  /** What comes before it was sent already, to a connection that was cut; the client may have it. */
  doubtsUntil: number;
  /** How that was put together. */
  readonly pieces: SentPieces;
  /** Output up to this number is left out; replies and status are not. */
  skipsUntil: number;
};
/** What is read, with memory for the portion, which is free again when that was written. */
type Reading = {
  readonly journal: JournalReader;
  readonly audience: Audience;
  readonly memory: PortionMemory | undefined;
};
type Again = { readonly messageId: string; readonly at: number; readonly until: number };

/** The next portion for a client, and its position moved behind it. Undefined: nothing in it is for this client. */
export async function catchUp(
  client: Receiver,
  { journal, audience, limit, memory }: Reading & { readonly limit: RateLimit | undefined },
  position: Position,
): Promise<Outgoing | undefined> {
  const from = position.next;
  const portion = await journal.read(from, portionBytes, memory?.bytes);
  position.next = wholePieces(portion.next, from, position);
  if (!limit && portion.missing === 0 && portion.blocks.every((block) => passes(block, from, position))) {
    return portion.blocks.length === 0 ? undefined : Outgoing.ofBlocks(portion.blocks, memory?.room);
  }
  const messages = messagesFrom(portion, from, ({ kind }, message) => {
    if (message.sequence >= position.next) return false;
    if (message.sequence <= position.skipsUntil && kind === 'iopub' && message.wire.type !== 'status') return false;
    return audience.gets(client, kind, message);
  });
  const passing = limit ? limited(messages, limit) : messages;
  return outgoingOf(passing, portion, { until: position.doubtsUntil, pieces: position.pieces });
}

/** Where a portion ends: before a piece that would be torn, which is whole in the next one. */
function wholePieces(next: number, from: number, { doubtsUntil, pieces }: Position): number {
  const torn = next < doubtsUntil ? pieces.find(next) : undefined;
  return torn && torn.from < next && torn.from > from ? torn.from : next;
}

/** All of it is for every client as it is: nobody needs to look inside. */
function passes({ kind, status, streams, first }: Block, from: number, { skipsUntil }: Position): boolean {
  return kind === 'iopub' && !status && !streams && first >= from && first > skipsUntil;
}

/** A portion of what came of one request, and where to go on. */
export async function replay(
  client: Receiver,
  { journal, audience, memory }: Reading,
  { messageId, at, until }: Again,
): Promise<{ outgoing: Outgoing | undefined; next: number }> {
  if (at >= until) return { outgoing: undefined, next: until };
  const portion = await journal.read(at, portionBytes, memory?.bytes);
  const messages = messagesFrom(
    portion,
    at,
    ({ kind }, message) =>
      message.sequence < until &&
      message.wire.parentId === messageId &&
      (kind === 'request' || audience.gets(client, kind, message)),
  ).map((message) => (message.wire.type === 'input_reply' ? asTyped(message) : message));
  return { outgoing: outgoingOf(messages, portion), next: Math.max(portion.next, at + 1) };
}

/** In order, without questions that were answered. */
function messagesFrom(
  { blocks }: Portion,
  from: number,
  wanted: (block: Block, message: KeptMessage) => boolean,
): KeptMessage[] {
  const answered = new Set<string>();
  const messages: KeptMessage[] = [];
  for (const block of blocks.toReversed()) {
    for (const message of messagesIn(block).toReversed()) {
      const { type, parentId } = message.wire;
      if (type === 'input_reply') answered.add(parentId);
      else if (type === 'input_request' && answered.has(parentId)) continue;
      if (message.sequence >= from && wanted(block, message)) messages.push(message);
    }
  }
  return messages.reverse();
}

/** An answer as the page of who gave it shows it. */
function asTyped({ sequence, wire: answer }: KeptMessage): KeptMessage {
  const wire = serverMessage('stream', { name: 'stdin', text: typedText(answer.content()) }, answer.parts[1]);
  return { sequence, channel: 'iopub', wire, payload: encodeV1('iopub', wire.parts) };
}

function limited(messages: readonly KeptMessage[], limit: RateLimit): KeptMessage[] {
  return messages.flatMap((message) => (message.channel === 'iopub' ? limit.pass([message]) : [message]));
}

function outgoingOf(messages: readonly KeptMessage[], { missing }: Portion, doubts?: Doubts): Outgoing | undefined {
  const outgoing = mergeStreams(messages, doubts);
  const [first] = messages;
  if (missing > 0) {
    const notice = missingNotice(missing, first?.wire.parts[1]);
    outgoing.unshift({ sequence: first?.sequence ?? 0, payload: encodeV1('iopub', notice.parts) });
  }
  return outgoing.length === 0 ? undefined : Outgoing.of(outgoing);
}
