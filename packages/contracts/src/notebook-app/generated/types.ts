// Generated from Notebook 7 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** The files of a folder. A notebook or a file leads to its own page. */ 
  getTreePage: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
  /** A notebook, which need not exist yet. A folder leads to `/tree`. */ 
  getNotebookPage: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 503: Bytes };
  };
  /** A file in an editor. */ 
  getEditPage: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 503: Bytes };
  };
  /** A console. */ 
  getConsolePage: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 503: Bytes };
  };
  /** A terminal. */ 
  getTerminalPage: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 503: Bytes };
  };
  /** The user's own style sheet, `custom/custom.css` of their configuration folder; empty without one. */ 
  getCustomCss: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes; 403: Error };
  };
}
export interface Channels {
}
