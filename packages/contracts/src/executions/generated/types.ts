// Generated from Executions 1.0.0; edit the document, not this file.

export type OpenExecutions = { /** The last execution of each cell, in the order in which they were asked. */ readonly executions: readonly (Execution)[]; /** The file's version where it differs from the page's by nothing but the outputs of these executions; a page that has them may save as if it had read that. Null where there is no such difference. */ readonly version: (Version) | (null) };

export type Version = { /** SHA-256 of the file. */ readonly hash: string; readonly last_modified: string };

export type Execution = { /** Of the execute_request. */ readonly msg_id: string; /** The request's `metadata.cellId`. */ readonly cell_id: string; /** `done`: replied, and the kernel was idle afterwards; or its process is gone. */ readonly state: "queued" | "running" | "done"; /** The header of the execute_request, to be sent again as it is. */ readonly header: { readonly msg_id: string; readonly msg_type: string; readonly session: string; readonly [name: string]: unknown } };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** List the cells that a kernel executes, and those that were done since a version of its notebook */ 
  listExecutions: {
    params: { readonly kernel_id: string };
    query: { /** The notebook that the page shows. */ readonly path?: string; /** Which version of it: the SHA-256 of the file. */ readonly hash?: string; /** The same for a page that does not know the hash, as contents gave it. */ readonly last_modified?: string };
    body: undefined;
    replies: { 200: OpenExecutions; 400: Error; 403: Error; 404: Error };
  };
}
export interface Channels {
}
