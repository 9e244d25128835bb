// Generated from Terminals 1.0.0 and Terminal channels 1.0.0; edit the document, not this file.

export type Terminal = { /** A free positive number unless the client chose it. */ readonly name: string; /** Last input or output; ISO 8601 in UTC, six digits or none after the seconds. */ readonly last_activity: string };

export type CreateTerminal = { /** Folder to start in, below the root or absolute. One that is not there is ignored. */ readonly cwd?: string | null; readonly name?: string | null } | null;

export type Error = { readonly message: string; readonly reason: string | null };

export type Setup = readonly ["setup", Readonly<Record<string, unknown>>, ...unknown[]];

export type Stdout = readonly ["stdout", string, ...unknown[]];

export type Disconnect = readonly ["disconnect", number, ...unknown[]];

export type Stdin = readonly ["stdin", string, ...unknown[]];

export type SetSize = readonly ["set_size", number | null, number | null, ...unknown[]];
export interface Operations {
  /** The running terminals, in the order in which they were started. */ 
  listTerminals: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: readonly (Terminal)[]; 403: Error; 404: Error };
  };
  /** Starts a shell; with the name of a running terminal, that one is answered. */ 
  createTerminal: {
    params: {};
    query: {};
    body: CreateTerminal | undefined;
    replies: { 200: Terminal; 400: Error; 403: Error; 404: Error; 429: Error; 500: Error };
  };
  /** One terminal. */ 
  getTerminal: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 200: Terminal; 403: Error; 404: Error };
  };
  /** Ends the shell and what runs in it. */ 
  deleteTerminal: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 403: Error; 404: Error; 500: Error };
  };
}
export interface Channels {
  
  terminalSocket: { params: { readonly name: string }; query: {}; receive: Stdin | SetSize; send: Setup | Stdout | Disconnect };
}
