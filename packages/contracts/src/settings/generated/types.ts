// Generated from Settings 1.0.0; edit the document, not this file.

export type SettingId = { readonly id: string };

export type Setting = { /** `<package>:<plugin>` */ readonly id: string; /** JSON Schema draft 7 with JupyterLab's own keywords; defaults are those of this server (overrides). */ readonly schema: Readonly<Record<string, unknown>>; /** Of the package that brings the schema; `N/A` if unknown. */ readonly version: string; /** The user's text; `{}` if there is none or it cannot be used. */ readonly raw: string; /** `raw`, parsed. */ readonly settings: Readonly<Record<string, unknown>>; /** Why the user's file is not used. */ readonly warning?: string | null; /** ISO 8601 with +00:00. */ readonly last_modified: string | null; /** ISO 8601 with +00:00. */ readonly created: string | null };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Every plugin's settings, by descending id. */ 
  listSettings: {
    params: {};
    query: { /** `true` leaves out all but the ids. */ readonly ids_only?: string };
    body: undefined;
    replies: { 200: { readonly settings: readonly ((Setting) | (SettingId))[] }; 403: Error };
  };
  /** One plugin's settings. */ 
  getSetting: {
    params: { /** `<package>:<plugin>` */ readonly id: string };
    query: {};
    body: undefined;
    replies: { 200: Setting; 403: Error; 404: Error; 500: Error };
  };
  /** Replaces the user's values of one plugin. They must fit its schema. */ 
  putSetting: {
    params: { /** `<package>:<plugin>` */ readonly id: string };
    query: {};
    body: { /** A JSON5 object. */ readonly raw: string };
    replies: { 204: undefined; 400: Error; 403: Error; 404: Error; 500: Error; 507: Error };
  };
}
export interface Channels {
}
