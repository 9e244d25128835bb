import type { JournalMessage } from '@himalia/contracts/kernels';
import { isObject, type JsonObject, parseJson } from '@himalia/protocol/nbformat';

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
  /** When it became done, in milliseconds since 1970. */
  doneAt: number;
  /** Nothing is left to be written: its client or this server has put it into the notebook. */
  settled: boolean;
};

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
  return { ...asked, state: 'queued', replied: false, count: null, idle: false, doneAt: 0, settled: false };
}
