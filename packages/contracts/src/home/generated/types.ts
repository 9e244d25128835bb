// Generated from Home page 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';
export interface Operations {
  /** The front ends, what runs, and the way out. */ 
  getHomePage: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 403: Bytes };
  };
}
export interface Channels {
}
