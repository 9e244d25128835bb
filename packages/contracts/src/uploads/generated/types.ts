// Generated from Uploads 1.0.0; edit the document, not this file.
import type { Readable } from 'node:stream';
/** The file's model as contents give it, without content. */
export type Entry = { readonly name: string; readonly path: string; readonly type: "file" | "notebook" | "directory"; readonly last_modified: string; readonly size: number | null };

export type Error = { readonly message: string; readonly reason: string | null };

export type Upload = { readonly id: string; readonly path: string; readonly length: number; /** Bytes that are on disk; when it is the length, the file is in its place. */ readonly offset: number; readonly expires: string };
export interface Operations {
  /** Begin an upload */ 
  createUpload: {
    params: {};
    query: {};
    body: undefined;
    replies: { 201: Upload; 400: Error; 403: Error; 404: Error; 409: Error; 412: Error; 413: Error; 500: Error; 501: Error; 507: Error };
  };
  /** How far an upload is; HEAD is enough */ 
  getUpload: {
    params: { readonly upload_id: string };
    query: {};
    body: undefined;
    replies: { 200: Upload; 403: Error; 404: Error; 412: Error; 501: Error };
  };
  /** Send bytes from where it is */ 
  continueUpload: {
    params: { readonly upload_id: string };
    query: {};
    body: Readable | undefined;
    replies: { 204: undefined; 400: Error; 403: Error; 404: Error; 409: Error; 412: Error; 413: Error; 415: Error; 500: Error; 501: Error; 507: Error };
  };
  /** Give an upload up, or forget a finished one */ 
  endUpload: {
    params: { readonly upload_id: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 403: Error; 404: Error; 412: Error; 501: Error };
  };
  /** Save the bytes of a file as they are */ 
  putFile: {
    params: { /** Relative to the root. */ readonly path: string };
    query: {};
    body: Readable | undefined;
    replies: { 200: Entry; 201: Entry; 400: Error; 403: Error; 404: Error; 412: Error; 413: Error; 500: Error; 507: Error };
  };
}
export interface Channels {
}
