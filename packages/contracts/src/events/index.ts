import { type Contract, Token } from '@himalia/core';
import asyncapi from './generated/asyncapi.json' with { type: 'json' };
import openapi from './generated/openapi.json' with { type: 'json' };
import type { Channels, Operations } from './generated/types.ts';
import type { EventSchema } from './schemas.ts';

export type Event = { readonly schema_id: string; readonly data: Readonly<Record<string, unknown>> };
/** Jupyter's events: JSON Schema checked records that any client may subscribe to. */
export interface Events {
  /** Adds a schema (`$id`, `version`); an id that is known already with another schema is an error. */
  register(schema: EventSchema): void;
  /** Rejects unknown schemas and invalid data with an `Error` that says what is wrong. */
  emit(schemaId: string, data: Readonly<Record<string, unknown>>): void;
  subscribe(listener: (event: Event) => void): Disposable;
}
export const Events: Token<Events> = new Token('events');

export const contract: Contract<Operations, Channels> = { name: 'events', openapi, asyncapi };
export type { Channels, EventMessage, Operations } from './generated/types.ts';
export { contentsEvents, type EventSchema, gatewayClientEvents, kernelEvents } from './schemas.ts';
