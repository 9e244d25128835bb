// Generated from Executions 1.0.0; edit the document, not this file.

export type OpenExecutions = { /** The last execution of each cell, in the order in which they were asked. */ readonly executions: readonly (Execution)[]; /** The hash of the file where it differs from the page's version by nothing but the outputs of these executions; a page that has them may save as if it had read that. Null where there is no such difference. */ readonly hash: string | null };

export type Execution = { /** Of the execute_request. */ readonly msg_id: string; /** The request's `metadata.cellId`. */ readonly cell_id: string; /** `done`: replied, and the kernel was idle afterwards; or its process is gone. */ readonly state: "queued" | "running" | "done"; /** The header of the execute_request, to be sent again as it is. */ readonly header: { readonly msg_id: string; readonly msg_type: string; readonly session: string; readonly [name: string]: unknown } };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** List the cells that a kernel executes, and those that were done since a version of its notebook */ 
  listExecutions: {
    params: { readonly kernel_id: string };
    query: { /** The notebook that the page shows. */ readonly path?: string; /** Which version of it: the SHA-256 of the file. */ readonly hash?: string };
    body: undefined;
    replies: { 200: OpenExecutions; 400: Error; 403: Error; 404: Error };
  };
}
export interface Channels {
}
