// Generated from Nbconvert 1.2.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
/** An operation that has begun; see the document of operations. */
export type Later = { readonly id: string; readonly url: string; readonly status: "running" | "succeeded" | "failed" | "cancelled" };

export type NotebookToConvert = { /** Its title is this without the extension. */ readonly name?: string; /** In nbformat 4. */ readonly content: Readonly<Record<string, unknown>> };
export interface Operations {
  /** The formats that notebooks can be converted to here; none is an empty object. */ 
  getExportFormats: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Readonly<Record<string, { readonly output_mimetype: string }>>; 403: Error };
  };
  /** A stored notebook in another format */ 
  exportNotebook: {
    params: { readonly format: string; /** Relative to the root. */ readonly path: string };
    query: { /** `true` offers the result for saving. */ readonly download?: string; /** `true` takes active content out of HTML. */ readonly sanitize_html?: string; readonly _xsrf?: string };
    body: undefined;
    replies: { 200: Bytes; 202: Later; 302: undefined; 400: Bytes; 403: Bytes; 404: Bytes; 413: Bytes; 500: Bytes; 503: Bytes; 504: Bytes };
  };
  /** A notebook that is sent, in another format */ 
  convertNotebook: {
    params: { readonly format: string };
    query: {};
    body: NotebookToConvert;
    replies: { 200: Bytes; 202: Later; 400: Bytes; 403: Bytes; 404: Bytes; 413: Bytes; 500: Bytes; 503: Bytes; 504: Bytes };
  };
}
export interface Channels {
}
