// Generated from Classic Notebook in the place of Notebook 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Leads to `/nbclassic/tree/<path>`. */ 
  getTreeRedirect: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** Leads to `/nbclassic/notebooks/<path>`. */ 
  getNotebookRedirect: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** Leads to `/nbclassic/edit/<path>`. */ 
  getEditRedirect: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** A terminal, started when no one of this name runs. */ 
  getClassicTerminal: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
}
export interface Channels {
}
