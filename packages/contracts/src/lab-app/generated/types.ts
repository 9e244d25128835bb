// Generated from JupyterLab 1.1.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';
/** A prebuilt extension as JupyterLab's extension manager shows it. */
export type Extension = { readonly name: string; readonly description: string; readonly homepage_url: string; readonly pkg_type: "prebuilt"; readonly allowed?: boolean; readonly approved?: boolean; readonly companion?: string | null; readonly core?: boolean; readonly enabled: boolean; readonly install?: Readonly<Record<string, unknown>> | null; readonly installed: boolean; readonly installed_version: string; /** The installed one, because no index is asked. */ readonly latest_version: string; readonly status?: string; readonly author?: string | null; readonly license?: string | null; readonly bug_tracker_url?: string | null; readonly documentation_url?: string | null; readonly package_manager_url?: string | null; readonly repository_url?: string | null };

export type ActionResult = { readonly status: "error"; readonly message: string; readonly needs_restart: readonly (string)[] };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** JupyterLab. Below are `tree/<path>`, `workspaces/<name>` and `workspaces/<name>/tree/<path>`. */ 
  getLabPage: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
  /** JupyterLab with one document only; the same paths below. */ 
  getDocPage: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 302: undefined; 404: Error; 503: Bytes };
  };
  /** Whether the front end should be built anew. It never should. */ 
  getBuild: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly status: "stable"; readonly message: string }; 403: Error };
  };
  /** News of the project. None, because nothing is asked on the network. */ 
  getNews: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly news: readonly (Readonly<Record<string, unknown>>)[] }; 403: Error };
  };
  /** A newer version to tell about. None, because nothing is asked on the network. */ 
  getUpdate: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly notification: null }; 403: Error };
  };
  /** Which extensions may be installed. Installing is not offered, so nothing is listed. */ 
  getListings: {
    params: { readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: { readonly blocked_extensions_uris: readonly (string)[]; readonly allowed_extensions_uris: readonly (string)[]; readonly blocked_extensions: readonly (Readonly<Record<string, unknown>>)[]; readonly allowed_extensions: readonly (Readonly<Record<string, unknown>>)[] }; 400: Error; 403: Error };
  };
  /** Prebuilt extensions that are installed, all on one page. `Link` tells the number of pages. */ 
  getExtensions: {
    params: {};
    query: { /** Asks for extensions that could be installed. There are none, because no index is asked. */ readonly query?: string; readonly page: number; readonly per_page: number };
    body: undefined;
    replies: { 200: readonly (Extension)[]; 403: Error };
  };
  /** Refuses to install, remove or switch an extension, and says what does it instead. */ 
  changeExtension: {
    params: {};
    query: {};
    body: { /** `install`, `uninstall`, `enable` or `disable`. */ readonly cmd: string; readonly extension_name: string; readonly extension_version?: string | null };
    replies: { 400: Error; 403: Error; 422: Error; 500: ActionResult };
  };
  /** Which plugins may be switched on and off by the plugin manager. None. */ 
  getPlugins: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly lockRules: readonly (string)[]; readonly allLocked: boolean }; 403: Error };
  };
  /** Refuses to switch a plugin of the front end, and says what does it instead. */ 
  changePlugin: {
    params: {};
    query: {};
    body: { /** `enable` or `disable`. */ readonly cmd: string; readonly plugin_name: string };
    replies: { 400: Error; 403: Error; 422: Error; 500: ActionResult };
  };
  /** The licences of what the front end and the prebuilt extensions contain. */ 
  getLicenses: {
    params: {};
    query: { readonly format: "json" | "csv" | "markdown"; /** Part of the name of a bundle; without it all are listed. */ readonly bundles?: string; /** With the texts of the licences. */ readonly full_text?: string; readonly download?: string };
    body: undefined;
    replies: { 200: Bytes; 403: Error };
  };
}
export interface Channels {
}
