// Generated from Contents 1.2.1; edit the document, not this file.
import type { Bytes } from '../../http/index.ts';
/** An operation that has begun; see the document of operations. */
export type Later = { readonly id: string; readonly url: string; readonly status: "running" | "succeeded" | "failed" | "cancelled" };

export type Error = { readonly message: string; readonly reason: string | null };

export type EntryType = "file" | "notebook" | "directory";
/** Jupyter's contents model. Every key is always there. */
export type Entry = { /** Last segment of the path; empty for the root. */ readonly name: string; readonly path: string; readonly type: EntryType; readonly writable: boolean; readonly created: Date; readonly last_modified: Date; /** Bytes; null for folders. */ readonly size: number | null; readonly mimetype: string | null; readonly format: "text" | "base64" | "json" | null; /** Null unless asked for. A folder's entries (with content null), a notebook in nbformat 4 with joined lines, text, or base64 in lines of 76 characters. */ readonly content: unknown; /** SHA-256 of the file's bytes in hexadecimal. */ readonly hash: string | null; readonly hash_algorithm: "sha256" | null; /** Why the notebook is not valid nbformat. */ readonly message?: string; /** Where the next page of the folder begins; only where `limit` or `cursor` was asked, null on the last page. */ readonly next_cursor?: string | null; readonly range?: Range };
/** Which part of the content this is, where `cells` or `lines` was asked. */
export type Range = { readonly unit: "cells" | "lines"; /** The number of the first one. */ readonly start: number; /** The number after that of the last one. */ readonly stop: number; /** How many there are in the whole. */ readonly total: number };
/** UTC with microseconds; the fraction is left out when it is zero. */
export type Date = string;

export type Checkpoint = { readonly id: string; readonly last_modified: Date };

export type Create = { /** Unknown values mean file. */ readonly type?: string | null; /** Appended as it is. */ readonly ext?: string | null; /** The entry to copy. */ readonly copy_from?: string | null } | null;

export type Save = { /** Unknown values mean file. */ readonly type?: string | null; readonly format?: string | null; /** Text, base64 or a notebook. */ readonly content?: unknown; /** Upload in pieces, numbered from 1; the last one is -1. */ readonly chunk?: number | null; /** Ignored but for hidden names. */ readonly path?: string | null; /** Ignored. */ readonly name?: string | null; /** Refused; use POST. */ readonly copy_from?: string | null } | null;

export type Rename = { /** The new path. */ readonly path?: string } | null;
export interface Operations {
  /** The model of a file, notebook or folder */ 
  getContents: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: { /** Insist on this type; an unknown value means file. */ readonly type?: string; /** How file content is wanted. */ readonly format?: "text" | "base64"; readonly content: "0" | "1"; /** Whether to add the SHA-256 of the file's bytes. */ readonly hash: "0" | "1"; /** Of a folder, at most so many entries, sorted by name; `next_cursor` and the Link header lead to those that follow. */ readonly limit?: number; /** The `next_cursor` of the page before. Each entry that stays is given once, whatever else comes and goes. */ readonly cursor?: string; /** Of a notebook, only these cells, as START:STOP counted from 0, without STOP all that follow. */ readonly cells?: string; /** Of a text file of any size, only these lines, written likewise. */ readonly lines?: string };
    body: undefined;
    replies: { 200: Entry | Bytes; 400: Error; 403: Error; 404: Error; 413: Error; 500: Error };
  };
  /** Create an untitled entry in a folder, or copy into it */ 
  createContents: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: Create | undefined;
    replies: { 201: Entry; 202: Later; 400: Error; 403: Error; 404: Error; 409: Error; 413: Error; 500: Error; 507: Error };
  };
  /** Save a file, notebook or folder under a name */ 
  saveContents: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: Save | undefined;
    replies: { 200: Entry; 201: Entry; 400: Error; 403: Error; 404: Error; 409: Error; 412: Error; 413: Error; 500: Error; 507: Error };
  };
  /** Rename or move */ 
  renameContents: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: Rename | undefined;
    replies: { 200: Entry; 400: Error; 403: Error; 404: Error; 409: Error; 500: Error; 507: Error };
  };
  /** Delete, by default into the trash */ 
  deleteContents: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 202: Later; 204: undefined; 400: Error; 403: Error; 404: Error; 500: Error; 507: Error };
  };
  /** The checkpoints of a file */ 
  listCheckpoints: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: { readonly type?: string; readonly format?: "text" | "base64"; readonly content: "0" | "1"; readonly hash: "0" | "1" };
    body: undefined;
    replies: { 200: (readonly (Checkpoint)[]) | (Entry); 400: Error; 403: Error; 404: Error; 413: Error; 500: Error };
  };
  /** Keep the present state as the checkpoint */ 
  createCheckpoint: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: Create | undefined;
    replies: { 201: (Checkpoint) | (Entry); 400: Error; 403: Error; 404: Error; 409: Error; 413: Error; 500: Error; 507: Error };
  };
  /** Replace the file by its checkpoint */ 
  restoreCheckpoint: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string; readonly checkpoint_id: string };
    query: {};
    body: Create | undefined;
    replies: { 201: Entry; 204: undefined; 400: Error; 403: Error; 404: Error; 409: Error; 413: Error; 500: Error; 507: Error };
  };
  /** Delete a checkpoint */ 
  deleteCheckpoint: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string; readonly checkpoint_id: string };
    query: {};
    body: undefined;
    replies: { 204: undefined; 400: Error; 403: Error; 404: Error; 500: Error };
  };
  /** Mark the outputs of a notebook as trusted */ 
  trustNotebook: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: Create | undefined;
    replies: { 201: (Entry) | (null); 400: Error; 403: Error; 404: Error; 409: Error; 413: Error; 500: Error; 507: Error };
  };
  /** The former address of contents */ 
  getLegacyNotebook: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** The former address of contents */ 
  putLegacyNotebook: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** The former address of contents */ 
  patchLegacyNotebook: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** The former address of contents */ 
  postLegacyNotebook: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** The former address of contents */ 
  deleteLegacyNotebook: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 302: undefined };
  };
  /** The bytes of a file */ 
  getFile: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: { /** Any value but an empty one offers the file for saving. */ readonly download?: string; readonly _xsrf?: string };
    body: undefined;
    replies: { 200: Bytes; 206: Bytes; 304: undefined; 403: Error; 404: Error; 416: Error };
  };
  /** A page that shows a file in a sandboxed frame */ 
  viewFile: {
    params: { /** Relative to the root; empty for the root itself. */ readonly path: string };
    query: {};
    body: undefined;
    replies: { 200: Bytes; 403: Error; 404: Error };
  };
}
export interface Channels {
}
