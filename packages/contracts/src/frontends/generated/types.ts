// Generated from Front end assets 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Sends the browser to the default page, with the query. */ 
  getRoot: {
    params: {};
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** A file of JupyterLab's bundle; its name changes with its content. */ 
  getLabStatic: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** A file of Notebook's bundle; its name changes with its content. */ 
  getNotebookStatic: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** The icon of a browser tab. */ 
  getFavicon: {
    params: { readonly name: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** The icon that browsers ask for when a page names none. */ 
  getDefaultFavicon: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes };
  };
  /** Asks search engines to stay away. */ 
  getRobots: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes };
  };
  /** A file of a prebuilt extension; what lies below its `static` folder is named by content. */ 
  getExtensionFile: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** A file of a theme, `<package>/<file>`. Relative addresses in style sheets are made absolute. */ 
  getThemeFile: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
}
export interface Channels {
}
