import { type Contract, Token } from '@himalia/core';
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

/** Long requests, to poll, watch and cancel. */
export interface LongOperations {
  /** Begins work; undefined where too much is under way already. `HttpError`s become the operation's error. */
  begin(kind: string, title: string, work: (task: Task) => Promise<Outcome>): LongOperation | undefined;
  /** As it is now. */
  find(id: string): LongOperation | undefined;
  /** A new path for a file that an operation makes. */
  file(): Promise<string>;
}
export const LongOperations: Token<LongOperations> = new Token('long-operations');
