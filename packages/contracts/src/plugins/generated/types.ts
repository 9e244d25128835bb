// Generated from Plugins 1.0.0; edit the document, not this file.

export type Plugin = { readonly id: string; readonly description: string; readonly state: "waiting" | "starting" | "active" | "failed" | "stopped"; /** Whether the server refuses to start without it. */ readonly critical: boolean; /** Why it failed. */ readonly error?: string; /** How long its start took. */ readonly milliseconds?: number; /** Its service with the major version. */ readonly provides?: string; readonly contracts: readonly (string)[]; /** Active plugins that hold its service; it cannot be deactivated before them. */ readonly dependents: readonly (string)[] };

export type Error = { readonly message: string; readonly reason: "unknown" | "needed" | "lacking" | "fixed" | "stopping" | "failed" | null };
export interface Operations {
  /** The plugins that the server was started with, in the order of their start. */ 
  listPlugins: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly plugins: readonly (Plugin)[] }; 403: Error };
  };
  /** Activates or deactivates a plugin, until the server stops. */ 
  setPluginState: {
    params: {};
    query: {};
    body: { readonly id: string; readonly state: "active" | "stopped" };
    replies: { 200: Plugin; 400: Error; 403: Error; 404: Error; 409: Error; 500: Error; 503: Error };
  };
}
export interface Channels {
}
