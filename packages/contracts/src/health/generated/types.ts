// Generated from Health 1.0.0; edit the document, not this file.

export type Health = { readonly status: "ok" | "stopping" };
export interface Operations {
  /** Answers as long as the process lives. */ 
  getHealthz: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Health };
  };
  /** Says whether new work may be sent here; no longer when the server has begun to stop. */ 
  getReadyz: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Health; 503: Health };
  };
}
export interface Channels {
}
