import { type Contract, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations, Workspace } from './generated/types.ts';

export type { Operations, Workspace } from './generated/types.ts';
export const contract: Contract<Operations> = { name: 'workspaces', openapi };

/** `invalid`: no workspace, or one whose id is not its name. */
export type WorkspacesErrorCode = 'not_found' | 'invalid' | 'no_space' | 'failed';
export class WorkspacesError extends Error {
  override readonly name = 'WorkspacesError';
  readonly code: WorkspacesErrorCode;
  constructor(code: WorkspacesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Layouts of front ends, by name. Rejects with `WorkspacesError`. */
export interface Workspaces {
  /** By file name; files that are no workspace are left out. */
  list(): Promise<readonly Workspace[]>;
  /** An empty one if none is stored. */
  get(name: string): Promise<Workspace>;
  /** Stores JSON text as it is. Resolves when it is on disk. */
  put(name: string, raw: string): Promise<void>;
  delete(name: string): Promise<void>;
}
export const Workspaces: Token<Workspaces> = new Token('workspaces');
