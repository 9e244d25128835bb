// Generated from Config sections 1.0.0; edit the document, not this file.

export type Section = Readonly<Record<string, unknown>>;

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** The section, merged from all folders of the configuration path; `{}` where there is none. */ 
  getConfigSection: {
    params: { readonly section: string };
    query: {};
    body: undefined;
    replies: { 200: Section; 400: Error; 403: Error };
  };
  /** Replaces the user's own part of the section. */ 
  putConfigSection: {
    params: { readonly section: string };
    query: {};
    body: Section;
    replies: { 204: undefined; 400: Error; 403: Error };
  };
  /** Merges into the user's own part of the section; `null` deletes a key. */ 
  patchConfigSection: {
    params: { readonly section: string };
    query: {};
    body: Section;
    replies: { 200: Section; 400: Error; 403: Error };
  };
}
export interface Channels {
}
