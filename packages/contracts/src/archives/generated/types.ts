// Generated from Archives 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
/** An operation that has begun. */
export type Later = { readonly id: string; readonly url: string; readonly status: "running" | "succeeded" | "failed" | "cancelled" };
export interface Operations {
  /** Everything below a folder, packed */ 
  getArchive: {
    params: { /** A folder, relative to the root; empty for the root itself. */ readonly path: string };
    query: { readonly format: "zip" | "tar.gz"; readonly _xsrf?: string };
    body: undefined;
    replies: { 200: Bytes; 202: Later; 400: Error; 403: Error; 404: Error; 500: Error; 507: Error };
  };
}
export interface Channels {
}
