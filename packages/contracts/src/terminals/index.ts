import { type Contract, Token } from '@himalia/core';
import asyncapi from './generated/asyncapi.json' with { type: 'json' };
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Channels, Operations, Terminal } from './generated/types.ts';

export type { Channels, Operations } from './generated/types.ts';
export type TerminalModel = Terminal;
export type CreateTerminal = {
  /** Word characters; a free number unless given. The name of a running terminal answers that one. */
  readonly name?: string;
  /** Folder to start in, below the root or absolute; one that is not there is ignored. */
  readonly cwd?: string;
};

/** `failed`: the shell cannot be run, or does not end; `off`: terminals are turned off. */
export type TerminalsErrorCode = 'not_found' | 'too_many' | 'failed' | 'off';
export class TerminalsError extends Error {
  override readonly name = 'TerminalsError';
  readonly code: TerminalsErrorCode;
  constructor(code: TerminalsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Shells on this machine. Rejects with `TerminalsError`. */
export interface Terminals {
  /** False where the configuration turns them off: there are none, and none can be made. */
  readonly available: boolean;
  list(): readonly TerminalModel[];
  get(name: string): TerminalModel | undefined;
  create(options: CreateTerminal): Promise<TerminalModel>;
  /** Resolves when the shell has ended. */
  delete(name: string): Promise<void>;
}
export const Terminals: Token<Terminals> = new Token('terminals');

export const contract: Contract<Operations, Channels> = { name: 'terminals', openapi, asyncapi };
