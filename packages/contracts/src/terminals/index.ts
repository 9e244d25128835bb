import { Token } from '@himalia/core';

export type TerminalModel = { readonly name: string; readonly last_activity: string };
export interface Terminals {
  list(): readonly TerminalModel[];
  get(name: string): TerminalModel | undefined;
  create(options: { readonly name?: string; readonly cwd?: string }): Promise<TerminalModel>;
  delete(name: string): Promise<void>;
}
export const Terminals: Token<Terminals> = new Token('terminals');
