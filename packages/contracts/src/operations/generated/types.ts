// Generated from Operations 1.1.0; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';

export type Error = { readonly message: string; readonly reason: string | null };

export type LongOperation = { readonly id: string; readonly kind: string; /** What it does. */ readonly title: string; readonly status: "running" | "succeeded" | "failed" | "cancelled"; readonly progress: { /** Steps that are done; files and folders where nothing else is said. */ readonly done: number; /** Null as long as it is not known. */ readonly total: number | null }; readonly started: string; readonly ended: string | null; /** What the request would have been answered. */ readonly result: { readonly status: number; /** What came to be; of a file to download, its address. */ readonly location: string | null; readonly body: unknown } | null; /** The refusal that the request would have had. */ readonly error: { readonly status: number; readonly message: string; readonly reason: string | null } | null };
export interface Operations {
  /** One's operations that are under way or ended a short while ago */ 
  listOperations: {
    params: {};
    query: {};
    body: undefined;
    replies: { 200: { readonly operations: readonly (LongOperation)[] }; 403: Error };
  };
  /** How far an operation is */ 
  getOperation: {
    params: { readonly operation_id: string };
    query: { /** Answer when it has ended, but not later than after so many seconds. */ readonly wait?: number };
    body: undefined;
    replies: { 200: LongOperation; 400: Error; 403: Error; 404: Error };
  };
  /** Cancel an operation that is under way, or forget one that has ended */ 
  endOperation: {
    params: { readonly operation_id: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 403: Error; 404: Error };
  };
  /** The operation as it goes on, as server-sent events */ 
  watchOperation: {
    params: { readonly operation_id: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 403: Error; 404: Error };
  };
  /** The file that an operation made */ 
  getOperationResult: {
    params: { readonly operation_id: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 206: Bytes; 304: undefined; 403: Error; 404: Error; 416: Error };
  };
}
export interface Channels {
}
