import type { Schema } from '@himalia/core';
import { Token } from '@himalia/core';

export type Event = { readonly schema_id: string; readonly data: Readonly<Record<string, unknown>> };
/** Jupyter's events: JSON Schema checked records that any client may subscribe to. */
export interface Events {
  /** Adds a schema (`$id`, `version`); an id that is known already with another schema is an error. */
  register(schema: Schema & { readonly $id: string }): void;
  /** Rejects unknown schemas and invalid data with an `Error` that says what is wrong. */
  emit(schemaId: string, data: Readonly<Record<string, unknown>>): void;
  subscribe(listener: (event: Event) => void): Disposable;
}
export const Events: Token<Events> = new Token('events');
