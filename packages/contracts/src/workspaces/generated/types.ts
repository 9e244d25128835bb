// Generated from Workspaces 1.0.0; edit the document, not this file.

export type Workspace = { readonly data: Readonly<Record<string, unknown>>; readonly metadata: { readonly id: string; /** ISO 8601 with +00:00; the server's, when stored. */ readonly last_modified?: string; /** ISO 8601 with +00:00; the server's, when stored. */ readonly created?: string; readonly [name: string]: unknown }; readonly [name: string]: unknown };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Every stored workspace, by file name. */ 
  listWorkspaces: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly workspaces: { readonly ids: readonly (string)[]; readonly values: readonly (Workspace)[] } }; 403: Error };
  };
  /** One workspace; an empty one if none is stored. */ 
  getWorkspace: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 200: Workspace; 403: Error };
  };
  /** Stores a workspace, whose id must be its name (a slash before it does not count). */ 
  putWorkspace: {
    params: { readonly name: string };
    query: {};
    body: Workspace;
    replies: { 204: undefined; 400: Error; 403: Error; 500: Error; 507: Error };
  };
  /** Forgets a workspace. */ 
  deleteWorkspace: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 400: Error; 403: Error; 404: Error; 500: Error };
  };
}
export interface Channels {
}
