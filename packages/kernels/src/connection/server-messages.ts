import { randomUUID } from 'node:crypto';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';

/** Who the server is in the messages that it makes itself. */
export const serverSession: string = randomUUID();

const unsigned = Buffer.alloc(0);

/** A message made by this server. `parent` is a header as JSON. */
export function serverMessage(type: string, content: JsonObject, parent?: Buffer): WireMessage {
  const parts = encodeParts({ header: createHeader(type, serverSession), parent, content });
  return new WireMessage([], unsigned, parts as readonly Buffer[]);
}

/** Told to a client in place of output that was dropped, in the cell that the first of it belonged to. */
export function droppedNotice(count: number, parent: Buffer | undefined): WireMessage {
  const messages = count === 1 ? '1 message' : `${count} messages`;
  const text = `[${messages} of output left out: more came than is kept for a browser that is away or slow]\n`;
  return serverMessage('stream', { name: 'stderr', text }, parent);
}

/** A status that the kernel cannot send itself: it restarts, or it is dead. */
export function statusMessage(state: string, reason?: string): WireMessage {
  return serverMessage(
    'status',
    reason === undefined ? { execution_state: state } : { execution_state: state, reason },
  );
}
