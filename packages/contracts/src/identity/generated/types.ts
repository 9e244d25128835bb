// Generated from Identity 1.0.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';
/** A user, as other people see them. */
export type User = { /** Never changes within a login session. */ readonly username: string; readonly name: string; readonly display_name: string; readonly initials: string | null; readonly avatar_url: string | null; readonly color: string | null };
/** The fields to change. The lengths keep the login cookie below what browsers accept. */
export type UserUpdate = { readonly name?: string; readonly display_name?: string; readonly initials?: string | null; readonly avatar_url?: string | null; readonly color?: string | null };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** Shows the login form; who is logged in already goes on to `next`. */ 
  getLogin: {
    params: {};
    query: { /** Where to go after the login. Only paths of this server are followed. */ readonly next?: string };
    body: undefined;
    replies: { 200: Bytes; 302: undefined };
  };
  /** Logs in with the password or the token, and sets the login cookie. */ 
  postLogin: {
    params: {};
    query: { /** Where to go after the login. Only paths of this server are followed. */ readonly next?: string };
    body: { /** The password or the token. */ readonly password?: string; /** With the token as `password`, sets this password for the next logins. */ readonly new_password?: string; readonly _xsrf?: string } | undefined;
    replies: { 302: undefined; 400: Bytes; 401: Bytes; 429: Bytes };
  };
  /** Ends this login session, also for copies of its cookie, and says so. */ 
  getLogout: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes };
  };
  /** The user, and which of the asked permissions they have. */ 
  getMe: {
    params: {};
    query: { /** JSON text of an object of string lists: `{"contents": ["read", "write"]}`. */ readonly permissions?: string };
    body: undefined;
    replies: { 200: { readonly identity: User; /** Granted actions by resource; `updatable_fields` is always there. */ readonly permissions: Readonly<Record<string, readonly (string)[]>> }; 400: Error; 403: Error };
  };
  /** Changes how the user is shown, and renews the login cookie that carries it. */ 
  patchMe: {
    params: {};
    query: {};
    body: UserUpdate;
    replies: { 200: { readonly status: "success"; readonly identity: User }; 400: Error; 403: Error };
  };
}
export interface Channels {
}
