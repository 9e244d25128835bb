// Generated from Nbconvert 1.0.0; edit the document, not this file.

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** The formats that notebooks can be converted to here; none is an empty object. */ 
  getExportFormats: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Readonly<Record<string, { readonly output_mimetype: string }>>; 403: Error };
  };
}
export interface Channels {
}
