// Generated from Specification 1.0.0; edit the document, not this file.

export type Document = { readonly info: { readonly title: string; readonly version: string; readonly [name: string]: unknown }; readonly [name: string]: unknown };

export type PluginNode = { readonly id: string; readonly description: string; readonly state: "waiting" | "starting" | "active" | "failed" | "stopped"; /** Without it, the server does not run. */ readonly critical: boolean; /** Why it failed. */ readonly error?: string; /** How long it took to start. */ readonly milliseconds?: number; /** The service it gives, `id@major`. */ readonly provides: string | null; /** Services, `id@major`. */ readonly requires: readonly (string)[]; /** Services it takes where they are, `id@major`. */ readonly optional: readonly (string)[]; readonly contracts: readonly ({ readonly name: string; readonly version: string })[] };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** The joined OpenAPI document of everything this server serves; `x-plugin` names each operation's plugin. */ 
  getSpec: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Document; 403: Error };
  };
  /** The joined AsyncAPI document of every WebSocket; `x-plugin` names each channel's plugin. */ 
  getChannelSpec: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Document; 403: Error };
  };
  /** Every plugin of this server in the order of needs, with its state. */ 
  getPluginGraph: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: readonly (PluginNode)[]; 403: Error };
  };
}
export interface Channels {
}
