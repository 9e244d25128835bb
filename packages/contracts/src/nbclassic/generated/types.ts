// Generated from Classic Notebook 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Leads to the files. */ 
  getClassicRoot: {
    params: {};
    query: {};
    body: undefined;
    replies: { 301: undefined };
  };
  /** The files of a folder. A notebook or a file leads to its own page. */ 
  getClassicTree: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
  /** A notebook. What is no notebook leads to its file. */ 
  getClassicNotebook: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
  /** A text file in an editor. */ 
  getClassicEditor: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
  /** Leads to `/view/<path>`. */ 
  getClassicView: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined; 404: Error };
  };
  /** A file of the installed nbclassic; cached for ever when asked for by its version (`?v=`). */ 
  getClassicStatic: {
    params: { readonly path: string };
    query: { readonly v?: string };
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** A file of the installed nbclassic by the address at which its scripts look for icons. */ 
  getClassicBaseStatic: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** A file of an extension of the classic Notebook, from the `nbextensions` folders of the Jupyter path. */ 
  getNbextensionFile: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
  /** A file of `custom` in the user's configuration folder, else the empty one that nbclassic brings. */ 
  getCustomFile: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 404: Error };
  };
}
export interface Channels {
}
