import { Token } from '@himalia/core';
import type { User } from '../http/index.ts';

/** Who may use this server. */
export interface Identity {
  /** The token that a URL for a browser carries once; undefined when there is none to show. */
  readonly token: string | undefined;
  readonly passwordSet: boolean;
  allowed(user: User, action: string, resource: string): boolean;
}
export const Identity: Token<Identity> = new Token('identity');
