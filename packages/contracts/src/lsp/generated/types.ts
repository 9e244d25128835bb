// Generated from Language servers 1.0.0 and Language server channels 1.0.0; edit the document, not this file.

export type Servers = { readonly version: 2; readonly sessions: Readonly<Record<string, Session>>; readonly specs: Readonly<Record<string, Spec>> };

export type Session = { /** WebSockets that talk to it. */ readonly handler_count: number; readonly status: "not_started" | "starting" | "started" | "stopping" | "stopped"; /** ISO 8601. */ readonly last_server_message_at: string | null; /** ISO 8601. */ readonly last_handler_message_at: string | null; readonly spec: Spec };

export type Spec = { /** Always `['']`: clients need not know it. */ readonly argv: readonly (string)[]; readonly languages: readonly (string)[]; readonly version: 2; readonly display_name: string; readonly mime_types: readonly (string)[]; readonly urls?: Readonly<Record<string, string>>; /** Command by installer. */ readonly install?: Readonly<Record<string, string>>; readonly env?: Readonly<Record<string, string>>; readonly troubleshoot?: string; readonly requires_documents_on_disk?: boolean; readonly workspace_configuration?: Readonly<Record<string, unknown>>; readonly config_schema?: Readonly<Record<string, unknown>> };

export type Error = { readonly message: string; readonly reason: string | null };

export type Message = { readonly jsonrpc: "2.0" };
export interface Operations {
  /** The language servers that can be run, and those that are known. */ 
  getLanguageServers: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Servers; 403: Error };
  };
}
export interface Channels {
  
  languageServerSocket: { params: { readonly language_server: string }; query: {}; receive: Message; send: Message };
}
