import type { JournalMessage } from '@himalia/contracts/kernels';
import { isObject, type JsonObject, parseJson } from '@himalia/protocol/nbformat';

/** Messages that change what a display shows. */
export const displayTypes: ReadonlySet<string> = new Set(['display_data', 'execute_result', 'update_display_data']);
/** Messages of iopub that change what a cell shows. */
export const outputTypes: ReadonlySet<string> = new Set([...displayTypes, 'stream', 'error', 'clear_output']);

/** `queued` until the kernel says that it is busy with it, `done` when it was replied and the kernel is idle again. */
export type ExecutionState = 'queued' | 'running' | 'done';

/** A cell of a notebook that a client asked a kernel to execute. */
export type Execution = {
  readonly messageId: string;
  readonly cellId: string;
  /** Of the client that asked, as it stands in the header. */
  readonly session: string;
  /** Of the request in the journal. */
  readonly sequence: number;
  readonly header: JsonObject;
  readonly code: string;
  state: ExecutionState;
  replied: boolean;
  /** As the reply says it. */
  count: unknown;
  idle: boolean;
  /** The sequence number of the message with which it became done, or of the last output that came later. */
  last: number;
  /** When that came, in milliseconds since 1970. */
  lastAt: number;
  /** A thread or a timer that it left behind had something to say. */
  late: boolean;
  /** Up to this message its client or this server has put it into the notebook, or gave it up; 0 before. */
  settledTo: number;
};

/** Whether nothing is left to be written. */
export function isSettled({ state, last, settledTo }: Execution): boolean {
  return state === 'done' && settledTo >= last;
}

/** The text of a message's part as a JSON object; empty where it is none. */
export function objectOf(part: Buffer | undefined): JsonObject {
  try {
    const value = parseJson(part?.toString() ?? '');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The execution that a request begins; undefined where it is of no cell, as in a console. */
export function executionOf({ parts, sequence }: JournalMessage): Execution | undefined {
  const header = objectOf(parts[0]);
  const { cellId } = objectOf(parts[2]);
  const { code, silent } = objectOf(parts[3]);
  const messageId = textOf(header.msg_id);
  if (typeof cellId !== 'string' || cellId === '' || messageId === '' || silent === true) return undefined;
  const session = textOf(header.session);
  const asked = { messageId, cellId, session, sequence, header, code: textOf(code) };
  const nothing = { replied: false, count: null, idle: false, last: 0, lastAt: 0, late: false, settledTo: 0 };
  return { ...asked, ...nothing, state: 'queued' };
}
