// Generated from Jupyter sessions 1.2.0; edit the document, not this file.

export type Session = { readonly id: string; readonly path: string; /** Empty when the client gave none. */ readonly name: string; readonly type: string; readonly kernel: Kernel; /** Only for notebooks; path and name again, for old clients. */ readonly notebook?: { readonly path: string; readonly name: string } };

export type Kernel = { readonly id: string; readonly name: string; readonly last_activity: string; readonly execution_state: string; readonly connections: number; readonly reason?: string };
/** A running kernel by `id`, or a new one by the kernelspec's `name`. */
export type KernelChoice = { readonly id?: string | null; readonly name?: string | null };

export type CreateSession = { readonly path?: string; readonly name?: string | null; readonly type?: string; readonly kernel?: (KernelChoice) | (null); /** As old clients say path and name. */ readonly notebook?: { readonly path?: string; readonly name?: string | null } } | null;

export type ChangeSession = { readonly path?: string | null; readonly name?: string | null; readonly type?: string | null; readonly kernel?: (KernelChoice) | (null); readonly notebook?: { readonly path?: string; readonly name?: string | null } };

export type Error = { readonly message: string; readonly reason: string | null; /** For dialogs. */ readonly short_message?: string };
export interface Operations {
  /** List the sessions */ 
  listSessions: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: readonly (Session)[]; 403: Error; 503: Error };
  };
  /** Open a session for a document, with a kernel */ 
  createSession: {
    params: {};
    query: {};
    body: CreateSession | undefined;
    replies: { 201: Session; 400: Error; 403: Error; 409: Error; 429: Error; 500: Error; 501: Error; 503: Error };
  };
  /** One session */ 
  getSession: {
    params: { readonly session_id: string };
    query: {};
    body: undefined;
    replies: { 200: Session; 403: Error; 404: Error; 503: Error };
  };
  /** Rename a session or give it another kernel */ 
  changeSession: {
    params: { readonly session_id: string };
    query: {};
    body: ChangeSession;
    replies: { 200: Session; 400: Error; 403: Error; 404: Error; 429: Error; 500: Error; 501: Error; 503: Error };
  };
  /** End a session and its kernel */ 
  deleteSession: {
    params: { readonly session_id: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 403: Error; 404: Error; 410: Error; 500: Error; 503: Error };
  };
}
export interface Channels {
}
