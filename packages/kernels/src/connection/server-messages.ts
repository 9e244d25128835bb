import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';
import { encodeV1 } from '@himalia/protocol/websocket';
import { serverSession } from '../feed/server-session.ts';
import type { KeptMessage } from './kept-message.ts';

/** A message made by this server. `parent` is a header as JSON. */
export function serverMessage(type: string, content: JsonObject, parent?: Buffer): WireMessage {
  const parts = encodeParts({ header: createHeader(type, serverSession), parent, content });
  return new WireMessage(parts as readonly Buffer[]);
}

/** Told to a client, as v1 payload, in place of messages that the journal does not hold any more, in the cell that goes on behind them. */
export function missingNotice(count: number, parent: Buffer | undefined): Buffer {
  const messages = count === 1 ? '1 message' : `${count} messages`;
  const text = `[${messages} left out: more came than the journal of this kernel keeps]\n`;
  return encodeV1('iopub', serverMessage('stream', { name: 'stderr', text }, parent).parts);
}

/** Told in the cell that a kernel was computing when it died. `parent` is the header of its request. */
export function deathNotice(reason: string, parent: Buffer): WireMessage {
  return serverMessage('stream', { name: 'stderr', text: `\n[The kernel died: ${reason}]\n` }, parent);
}

/** Told to a client in place of output that came faster than the operator allows (jupyter_server's words). */
export function rateNotice(what: 'message' | 'data', { sequence, wire }: KeptMessage): KeptMessage {
  const option = what === 'message' ? 'kernels.iopubMessageRate' : 'kernels.iopubDataRate';
  const text = `IOPub ${what} rate exceeded.\nThe server will stop sending output to this page for a while.\nThe option is ${option}.\n`;
  const notice = serverMessage('stream', { name: 'stderr', text }, wire.parts[1]);
  return { sequence, channel: 'iopub', wire: notice, payload: encodeV1('iopub', notice.parts) };
}

/** A status that the kernel cannot send itself: it restarts, or it is dead. */
export function statusMessage(state: string, reason?: string): WireMessage {
  return serverMessage(
    'status',
    reason === undefined ? { execution_state: state } : { execution_state: state, reason },
  );
}
