// Generated from Events 1.0.0 and Events 1.0.0; edit the document, not this file.

export type EventRequest = { readonly schema_id: string; /** The schema's version. */ readonly version: string | number; /** What the schema asks for. */ readonly data: Readonly<Record<string, unknown>>; /** `%Y-%m-%dT%H:%M:%S%zZ` of Python, an offset and then a Z. */ readonly timestamp?: string };

export type Error = { readonly message: string; readonly reason: string | null };
/** The event's data, flat, with the id of its schema. */
export type EventMessage = { readonly schema_id: string; readonly [name: string]: unknown };
export interface Operations {
  /** Emits an event of a schema that the server knows. */ 
  postEvent: {
    params: {};
    query: {};
    body: EventRequest;
    replies: { 204: undefined; 400: Error; 403: Error };
  };
}
export interface Channels {
  /** Every event emitted after the socket opened. */ 
  subscribeEvents: { params: {  }; query: {}; receive: never; send: EventMessage };
}
