import { type Contract, Token } from '@himalia/core';
import type { KernelModel, Recall } from '../kernels/index.ts';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** Jupyter's session model: a document and its kernel. */
export type SessionModel = {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly kernel: KernelModel;
  readonly notebook?: { readonly path: string; readonly name: string };
};
export interface Sessions {
  /** Undefined: all sessions that were left are here. */
  readonly recall: Recall | undefined;
  list(): readonly SessionModel[];
  get(id: string): SessionModel | undefined;
  /** The notebooks of each kernel by its id, as contents paths; also of kernels that ended while no server ran. */
  notebooks(): ReadonlyMap<string, readonly string[]>;
}
export const Sessions: Token<Sessions> = new Token('sessions');

/** `/api/sessions`: what is served and in which form. */
export const contract: Contract<Operations> = { name: 'sessions', openapi };
