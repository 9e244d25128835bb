import { randomUUID } from 'node:crypto';
import { createHeader, encodeParts, type JsonObject, WireMessage } from '@himalia/protocol/message';

const prefix = 'himalia-server-';
/** Who the server is in the messages that it makes itself. */
export const serverSession: string = prefix + randomUUID();

/** Also of a server that held a kernel before this one. */
export function isServerSession(session: string): boolean {
  return session.startsWith(prefix);
}

/** A message made by this server. `parent` is a header as JSON. */
export function serverMessage(type: string, content: JsonObject, parent?: Buffer): WireMessage {
  const parts = encodeParts({ header: createHeader(type, serverSession), parent, content });
  return new WireMessage(parts as readonly Buffer[]);
}

/** A status that the kernel cannot send itself: it restarts, or it is dead; or that nobody heard, of the request with this header. */
export function statusMessage(state: string, reason?: string, parent?: Buffer): WireMessage {
  return serverMessage('status', { execution_state: state, reason }, parent);
}

/** Told in the cell that a kernel was computing when it died. */
export function deathNotice(reason: string, parent: Buffer): WireMessage {
  return notice(`\n[The kernel died: ${reason}]\n`, parent);
}

const broke = 'The connection to the kernel was lost for a moment';

/** Told in a cell that may have printed what nobody heard. */
export function brokenNotice(parent: Buffer): WireMessage {
  return notice(`\n[${broke}: some output may be missing]\n`, parent);
}

/** In place of a reply that was lost. Whether the cell failed is not known. */
export function lostReply(parent: Buffer): WireMessage {
  const content = {
    status: 'error',
    ename: 'ConnectionLost',
    evalue: `${broke}, and its reply with it`,
    traceback: [],
  };
  return serverMessage('execute_reply', content, parent);
}

/** Told to a client in place of messages that the journal does not hold any more, in the cell that goes on behind them. */
export function missingNotice(count: number, parent: Buffer | undefined): WireMessage {
  const messages = count === 1 ? '1 message' : `${count} messages`;
  return notice(`[${messages} left out: more came than the journal of this kernel keeps]\n`, parent);
}

/** Told to a client in place of output that came faster than the operator allows (jupyter_server's words). */
export function rateNotice(what: 'message' | 'data', parent: Buffer | undefined): WireMessage {
  const option = what === 'message' ? 'kernels.iopubMessageRate' : 'kernels.iopubDataRate';
  const text = `IOPub ${what} rate exceeded.\nThe server will stop sending output to this page for a while.\nThe option is ${option}.\n`;
  return notice(text, parent);
}

function notice(text: string, parent: Buffer | undefined): WireMessage {
  return serverMessage('stream', { name: 'stderr', text }, parent);
}
