// Generated from System 1.1.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Status = { /** Sum over kernels. */ readonly connections: number; readonly kernels: number; /** ISO 8601 in UTC, with six digits or none after the seconds. */ readonly last_activity: string; readonly started: string; /** Why kernels of a server before this one are not known yet; absent where they are. */ readonly waits_for?: string };

export type Error = { readonly message: string; readonly reason: string | null };
export interface Operations {
  /** The version of jupyter_server that this server is compatible with. */ 
  getVersion: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly version: string } };
  };
  /** Counts, and when something last happened. */ 
  getStatus: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Status; 403: Error };
  };
  /** The joined OpenAPI document of everything this server serves, in YAML. */ 
  getSpecYaml: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes; 403: Error };
  };
  /** Finds a path, as a program printed it, below the root and in a kernel's working folder. */ 
  getResolvePath: {
    params: {};
    query: { /** Absolute, relative, or beginning with `~`. */ readonly path: string; /** Id of the kernel whose folder is tried as well. */ readonly kernel?: string };
    body: undefined;
    replies: { 200: { readonly resolved: readonly ({ readonly scope: "server" | "kernel"; /** server: relative to the root; kernel: absolute. */ readonly path: string })[]; readonly unresolved?: readonly ({ readonly scope: "server" | "kernel"; readonly reason: string })[] }; 400: Error; 403: Error };
  };
  /** Stops the server, after the answer. */ 
  postShutdown: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes; 403: Error };
  };
  /** Takes a browser's report of something that the content security policy refused, and logs it. */ 
  postCspReport: {
    params: {};
    query: {};
    body: Readonly<Record<string, unknown>> | readonly (unknown)[] | undefined;
    replies: { 200: Bytes; 403: Error };
  };
  /** Measurements in Prometheus' text format. */ 
  getMetrics: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: Bytes; 403: Error };
  };
}
export interface Channels {
}
