// Generated from Translations 1.0.0; edit the document, not this file.

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** The languages that are installed, English among them. */ 
  listTranslations: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly data: Readonly<Record<string, { readonly displayName: string; readonly nativeName: string }>>; /** What is wrong; empty if nothing is. */ readonly message: string }; 403: Error };
  };
  /** The catalogues of one language, by domain. A language that is not there has none, and a message says so. */ 
  getTranslation: {
    params: { /** `default` is the system's language. */ readonly locale: string };
    query: {};
    body: undefined;
    replies: { 200: { readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>>; readonly message: string }; 403: Error };
  };
}
export interface Channels {
}
