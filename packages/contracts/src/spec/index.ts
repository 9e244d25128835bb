import { type Contract, type Schema, Token } from '@himalia/core';
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Operations, PluginNode } from './generated/types.ts';

/** What this server serves, and by which plugin. */
export interface Spec {
  /** Everything that is served over HTTP, in one OpenAPI document: `x-plugin` stands beside each `operationId`. */
  openapi(): Described;
  /** Every WebSocket, in one AsyncAPI document: `x-plugin` stands beside each `address`. */
  asyncapi(): Described;
  plugins(): readonly PluginNode[];
}
export type Described = Schema & { readonly info: Schema & { readonly title: string; readonly version: string } };
export const Spec: Token<Spec> = new Token('spec');

export const contract: Contract<Operations> = { name: 'spec', openapi };
export type { Operations, PluginNode } from './generated/types.ts';
