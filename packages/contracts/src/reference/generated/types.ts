// Generated from Reference pages 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Every operation and channel, and a picture of the plugins behind them. */ 
  getReferencePage: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 403: Bytes };
  };
  /** A script or style sheet of the page. */ 
  getReferenceFile: {
    params: { readonly file: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
}
export interface Channels {
}
