import { type Contract, Token } from '@himalia/core';
import type { User } from '../http/index.ts';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations } from './generated/types.ts';

/** Who may use this server. */
export interface Identity {
  /** The token that a URL for a browser carries once; undefined when there is none to show. */
  readonly token: string | undefined;
  /** The token was made for this run: whoever started it knows it from nowhere else. */
  readonly tokenGenerated?: boolean;
  readonly passwordSet: boolean;
  allowed(user: User, action: string, resource: string): boolean;
}
export const Identity: Token<Identity> = new Token('identity');

/**
 * What a user may do. Without a provider everything is allowed to everybody who is authenticated. Resources: `api`,
 * `contents`, `kernels`, `kernelspecs`, `nbconvert`, `sessions`, `terminals`, `events`, `csp`, `config`, `server`, `lsp`,
 * `operations` (one's own) and `all-operations` (those of others, too); actions: `read`, `write`, `execute`.
 */
export interface Authorizer {
  allowed(user: User, action: string, resource: string): boolean;
}
export const Authorizer: Token<Authorizer> = new Token('authorizer');

/** Login, logout and `/api/me`. */
export const contract: Contract<Operations> = { name: 'identity', openapi };
export type { Operations, UserUpdate } from './generated/types.ts';
