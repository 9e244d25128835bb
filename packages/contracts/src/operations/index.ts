import { type Contract, Token } from '@himalia/core';
import type { Headers, RequestInfo, Sent, User } from '../http/index.ts';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { LongOperation, Operations } from './generated/types.ts';

export type { LongOperation, Operations } from './generated/types.ts';
export const contract: Contract<Operations> = { name: 'operations', openapi };

/** Work that says how far it is and can be stopped. */
export type Task = {
  /** Aborted when it shall stop; it then rejects, whatever with. */
  readonly signal: AbortSignal;
  /** Says how many steps are done, and of how many if that is known. */
  progress(done: number, total?: number): void;
};
/** What the request would have been answered; `file` is one to download, which is deleted when the operation is forgotten. */
export type Outcome = {
  readonly status: number;
  readonly location?: string;
  readonly body?: unknown;
  readonly file?: { readonly path: string; readonly name: string; readonly contentType: string };
};

/** The 202 of a request that became an operation. */
export type Later = Pick<LongOperation, 'id' | 'status'> & { readonly url: string };
/** A request that may take long. */
export type LongRequest<T> = Pick<LongOperation, 'kind' | 'title'> & {
  readonly request: RequestInfo;
  /** Who asks: an operation is theirs. */
  readonly user: User | undefined;
  /** `HttpError`s become the operation's error. Without a task the client waits to the end. */
  readonly work: (task: Task | undefined) => Promise<T>;
  /** The answer to a client that waits. */
  readonly answer: (done: T) => Sent | Promise<Sent>;
  /** The same, as the operation keeps it. */
  readonly outcome: (done: T) => Outcome | Promise<Outcome>;
  readonly later: (body: Later, headers: Headers) => Sent;
};

/** Long requests, to poll, watch and cancel. */
export interface LongOperations {
  /** Answers when the work is done, or, to a client that prefers it and where it takes long, with an operation. */
  answer<T>(long: LongRequest<T>): Promise<Sent>;
  /** A new path for a file that an operation makes. */
  file(): Promise<string>;
}
export const LongOperations: Token<LongOperations> = new Token('long-operations');

/** Answers a request that may take long; without operations the client waits to the end. */
export async function answerLong<T>(operations: LongOperations | undefined, long: LongRequest<T>): Promise<Sent> {
  return operations ? await operations.answer(long) : await long.answer(await long.work(undefined));
}
